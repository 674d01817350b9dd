"""The words of docs/permissions.md."""

import re
from collections.abc import Iterable, Iterator, Sequence

from django.urls import URLPattern, URLResolver, get_resolver

from tests.addresses import of_maturity, of_plans, of_teams
from tests.addresses.asked import ROLES, Asked
from tests.permissions.policies import GROUPS, Case, World

HEAD = """# Who may what

Made by `make permissions` from the policies (`policies.py` of each app) and from the table of addresses that the tests
walk. Whoever changes one of them writes this file anew; a test tells if it is old.

- **Submitted** assessments, the matrix, trends, reports and the Guide are open to everybody who is signed in.
- **Drafts** and votes are their team's; administrators can help, and leadership sees a draft while a correction of it
  is open. To anybody else there is no such page.
- A **plan** is seen by its lead, its manager, whoever fills a role in it, the leads of its team, leadership and
  administrators. To anybody else there is no such page. Templates are everybody's.
- A **note** of a plan can be kept to the plan's people: its lead, its manager and whoever fills a role in it.
- The **activity log** is read by administrators.

## What people may do

“yes”, “no” with the reason that the person is told below, and “–” where they are told that there is no such page. A
plan that is finished takes no change from anybody.
"""

ADDRESSES = """
## What each address answers

For reading (GET) and changing (POST), in the organisation of the tests. “yes” is a page, a file or a change that is
made; “leads on” leads to another page; “no” is refused with the reason (403); “–” is not found (404); “invalid” is
refused until the form is right (422). “sign in” leads to signing in first. The manager is the plan's, and in no team.
"""
WORDS = {200: "yes", 302: "leads on", 403: "no", 404: "–", 422: "invalid"}


def document(world: World) -> str:
    parts = [HEAD, *_policies(world), ADDRESSES, *_addresses()]
    return "\n".join(parts).rstrip() + "\n"


def _policies(world: World) -> Iterator[str]:
    for title, (people, cases) in GROUPS.items():
        yield f"### {title}\n"
        yield _table(
            ("", *people), [(case.title, *(_said(case, who, world) for who in people)) for case in cases]
        )
        yield from (
            f"- {case.title} {reasons}" for case in cases if (reasons := _reasons(case, people, world))
        )
        yield ""


def _said(case: Case, who: str, world: World) -> str:
    return "–" if case.hides(who, world) else "yes" if case.ask(who, world) else "no"


def _reasons(case: Case, people: Sequence[str], world: World) -> str:
    """What those are told who are told no, each sentence once."""
    asked = (case.ask(who, world) for who in people if _said(case, who, world) == "no")
    return " ".join(f"*{reason}*" for reason in dict.fromkeys(decision.reason for decision in asked))


def _addresses() -> Iterator[str]:
    routes = dict(_routes(get_resolver().url_patterns))
    for app, table in (("teams", of_teams), ("maturity", of_maturity), ("plans", of_plans)):
        yield f"### Of {app}\n"
        rows = [*_rows("GET", table.PAGES, routes), *_rows("POST", table.POSTS, routes)]
        yield _table(("", "address", *ROLES), sorted(rows, key=lambda row: (row[1], row[0])))


def _rows(method: str, asked: Iterable[Asked], routes: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """One for each address: of several rows of the table the first that lets anybody in."""
    found: dict[str, Asked] = {}
    for each in asked:
        if each.name not in found or not _lets_in(found[each.name]):
            found[each.name] = each
    for name, each in found.items():
        statuses = each.by_role()
        if 405 not in statuses.values():
            said = (_word(method, role, status) for role, status in statuses.items())
            yield method, f"`/{_readable(routes[name])}`", *said


def _lets_in(asked: Asked) -> bool:
    return 200 in asked.by_role().values() or asked.statuses[1] == 302


def _word(method: str, role: str, status: int) -> str:
    if status == 302 and role == "anonymous":
        return "sign in"
    return "yes" if method == "POST" and status == 302 else WORDS[status]


def _routes(patterns: Iterable[URLPattern | URLResolver], above: str = "") -> Iterator[tuple[str, str]]:
    """The route of each address by its name, as it is written in `urls`."""
    for pattern in patterns:
        route = above + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield pattern.name or route, route
        elif pattern.namespace != "admin":
            yield from _routes(pattern.url_patterns, route)


def _readable(route: str) -> str:
    """Arguments by their names alone, however the pattern is written."""
    named = re.sub(r"\(\?P(<\w+>)[^)]*\)|<\w+:(\w+)>", lambda found: found[1] or f"<{found[2]}>", route)
    return named.replace("^", "").replace("$", "")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"
