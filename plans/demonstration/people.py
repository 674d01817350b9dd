"""Invents who is in the demonstration. Pure: the same numbers give the same people."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from random import Random

from teams.personas import PERSONAS

FIRST = (  # noqa: SIM905  # names read best in a row
    "Ada Amir Anouk Bela Carla Chidi Daria Davit Elif Emeka Farah Goran Hana Ines Ivo Jana Joon Kofi Lara Leon Lina "
    "Malik Mei Milan Nadia Nils Noor Omar Paola Pavel Rana Rosa Samir Sanna Tariq Tove Uma Viktor Wanda Yusuf Zora"
).split()
LAST = (  # noqa: SIM905  # names read best in a row
    "Abara Arslan Berg Bianchi Castro Chen Dahl Diallo Ekström Farkas Fofana Gomez Haddad Horvat Ivanova Jensen Kaya "
    "Keller Kowalski Lindgren Lopez Mbeki Meyer Moreau Nakamura Novak Obi Olsen Park Petrov Quist Rossi Sato Silva "
    "Singh Stone Tanaka Toth Varga Weiss Yilmaz Zeman"
).split()

# Division: (team, what it is there for). The story that the screens tell happens in Checkout.
STORY = {
    "Payments": (
        ("Ledger", "Keeps the books of every payment"),
        ("Checkout", "Takes a customer from basket to paid"),
        ("Fraud", "Stops payments that should not happen"),
    ),
    "Platform": (
        ("Runtime", "Runs the clusters that everything else runs on"),
        ("Data platform", "Moves events into tables that can be asked"),
        ("Developer experience", "Builds, tests and ships everybody's changes"),
        ("Identity", "Knows who a customer is"),
    ),
    "Customer": (
        ("Web", "The shop in a browser"),
        ("Mobile", "The shop in a pocket"),
        ("Notifications", "Mails, messages and receipts"),
    ),
}
AREAS = (  # noqa: SIM905  # names read best in a row
    "Catalogue Search Pricing Orders Returns Stock Delivery Loyalty Reviews Billing Reports Messaging"
).split()
TEAMS_PER_DIVISION = 25
PEOPLE_PER_TEAM = 4


@dataclass(frozen=True, slots=True)
class InventedPerson:
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class InventedTeam:
    """`people` has the lead first."""

    division: str
    name: str
    purpose: str
    people: tuple[InventedPerson, ...]


def invent_teams(number: int, random: Random) -> list[InventedTeam]:
    """`number` teams: those of the story first (as many as fit), then numbered ones, 25 to a division."""
    names = _names(random)
    return [_team(division, name, purpose, names) for division, name, purpose in _places(number)]


def _places(number: int) -> list[tuple[str, str, str]]:
    story = [(division, name, purpose) for division, teams in STORY.items() for name, purpose in teams]
    # Checkout comes first where not even the story fits: it has the plan and the open assessment.
    story.sort(key=lambda place: place[1] != "Checkout") if number < len(story) else None
    return (story + [_numbered(index) for index in range(len(story), number)])[:number]


def _numbered(index: int) -> tuple[str, str, str]:
    area = AREAS[index // TEAMS_PER_DIVISION % len(AREAS)]
    return f"{area} {index // TEAMS_PER_DIVISION + 1}", f"{area} team {index + 1}", f"Part of {area.lower()}"


def _names(random: Random) -> Iterator[InventedPerson]:
    for number in count(1):
        first, last = random.choice(FIRST), random.choice(LAST)
        yield InventedPerson(f"{first} {last}", f"person{number}@demo.example")


def _team(division: str, name: str, purpose: str, names: Iterator[InventedPerson]) -> InventedTeam:
    people = [next(names) for _ in range(PEOPLE_PER_TEAM)]
    if name == "Checkout":
        people[:2] = [
            InventedPerson("Priya Raman", PERSONAS["lead"]),
            InventedPerson("Mika Ito", PERSONAS["member"]),
        ]
    return InventedTeam(division, name, purpose, tuple(people))
