"""Who is in a plan, and who of them a text speaks to ("@Emil Aalto", or "@Emil" where there is one Emil)."""

from collections import Counter
from collections.abc import Iterable, Sequence

from plans.models import Plan
from teams.models import User


def people_of(plan: Plan) -> Sequence[User]:
    """The plan's lead, its manager and everybody in its roles, by name. One statement."""
    wanted = [pk for pk in (plan.lead_id, plan.manager_id) if pk is not None]
    found = User.objects.filter(pk__in=wanted) | User.objects.filter(plan_roles__plan=plan)
    return list(found.distinct().order_by("name", "pk"))


def mentioned_in(text: str, people: Iterable[User]) -> list[User]:
    """Each person once. A first name that two of them share is nobody's."""
    people = list(people)
    firsts = Counter(_first(person) for person in people)
    said = text.casefold()
    return [person for person in people if _is_called(person, said, alone=firsts[_first(person)] == 1)]


def _is_called(person: User, said: str, *, alone: bool) -> bool:
    return _stands_in(said, person.name.casefold()) or (alone and _stands_in(said, _first(person)))


def _stands_in(said: str, name: str) -> bool:
    """ "@name" between words: the letter after it ends the name, and the one before makes no address of it."""
    at = said.find(f"@{name}")
    while name and at >= 0:
        before, after = said[at - 1 : at], said[at + 1 + len(name) :][:1]
        if not before.isalnum() and not after.isalnum():
            return True
        at = said.find(f"@{name}", at + 1)
    return False


def _first(person: User) -> str:
    return (person.name.split() or [""])[0].casefold()
