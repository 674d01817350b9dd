"""People who hand their team's assessment in, and what became of it."""

from tests.browsing import Person
from tests.faults.place import Place
from tests.page_forms import forms


def submit(person: Person, address: str) -> int:
    """The status of the answer."""
    (handing_in,) = (
        each for each in forms(person.get(address).text) if each.method == "post" and not each.action
    )
    return person.post(address, handing_in.filled()).status


def unsent(place: Place) -> int:
    return place.ask("SELECT COUNT(*) FROM teams_mail WHERE sent_at IS NULL")[0][0]


def shown(place: Place, team: int) -> bool:
    """A snapshot has the team's submission."""
    query = (
        "SELECT COUNT(*) FROM maturity_snapshot s JOIN teams_team t ON t.id = s.team_id"
        f" WHERE t.slug = '{place.work.teams[team]}'"
    )
    return bool(place.ask(query)[0][0])
