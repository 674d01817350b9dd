"""The matrix page as the server makes it, beside the same rows by hand-written SQL and the same strings joined."""

import re
from collections.abc import Callable
from datetime import date
from html import escape, unescape
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.urls import reverse

from maturity.queries.standing import as_parameter
from maturity.services.snapshots import take_snapshot
from teams.models import User
from tests.benchmarks.measuring import Result, compare
from tests.benchmarks.organisation import build, noon

DIMENSIONS, PRACTICES, QUARTERS, RUNS = 10, 6, 6, 15

_TEAMS = """
SELECT t.id, t.slug, t.name, d.slug, d.name,
    (SELECT MAX(s.day) FROM maturity_submission s WHERE s.team_id = t.id)
FROM teams_team t JOIN teams_division d ON d.id = t.division_id
WHERE t.archived_on IS NULL ORDER BY d.position, d.name, t.name
"""
_FIGURES = """
SELECT day, team_id, dimension_key, version_id, score, attained, coverage, gap, confidence, disagreement,
    applicable, not_applicable
FROM maturity_snapshot WHERE day IN (%s, %s)
"""
_TREND = (
    "SELECT day, team_id, score FROM maturity_snapshot WHERE dimension_key = '' AND day IN (%s, %s, %s, %s)"
)
_PRACTICES = """
SELECT p.version_id, d.key, d.title, p.key
FROM maturity_practice p JOIN maturity_dimension d ON d.id = p.dimension_id ORDER BY d.position, p.position
"""

# Where words and figures stand in a page: between tags, and in the attributes that carry addresses and lines.
_SHOWN = re.compile(r'(?<=>)[^<]+(?=<)|(?<=href=")[^"]+|(?<=points=")[^"]+')

type Pieces = list[tuple[str, str]]
"""A page in order: markup that is the same for everybody, and after it a string that is not, before its escape."""


def measure(name: str, teams: int) -> Result:
    """`teams` teams × 10 dimensions, with the change since the quarter before and a trend of six quarters."""
    organisation = build(teams=teams, dimensions=DIMENSIONS, practices=PRACTICES, quarters=QUARTERS)
    for day in organisation.days:
        take_snapshot(day=day, by=None, now=noon(day))
    request = signed_in_request(reverse("matrix"))
    page = request()
    pieces = split(page)
    if page.count("<tr") < teams or joined(pieces) != page:
        raise AssertionError("the two sides do not make the same page")
    return compare(
        name,
        work=request,
        floor=lambda: floor(pieces, organisation.days),
        runs=RUNS,
        ready=connection.ensure_connection,
    )


def floor(pieces: Pieces, days: tuple[date, ...]) -> str:
    """The rows that the page needs, and the page."""
    parameters = [as_parameter(day) for day in days]
    with connection.cursor() as cursor:
        for query, of in (
            (_TEAMS, []),
            (_FIGURES, parameters[-2:]),
            (_TREND, parameters[:-2]),
            (_PRACTICES, []),
        ):
            cursor.execute(query, of)
            cursor.fetchall()
    return joined(pieces)


def joined(pieces: Pieces) -> str:
    return "".join([markup + escape(shown) for markup, shown in pieces])


def split(page: str) -> Pieces:
    pieces, end = [], 0
    for found in _SHOWN.finditer(page):
        shown = unescape(found[0])
        if found[0].strip() and escape(shown) == found[0]:  # else the template says it as it stands
            pieces.append((page[end : found.start()], shown))
            end = found.end()
    return [*pieces, (page[end:], "")]


def signed_in_request(path: str, person: User | None = None) -> Callable[[], str]:
    """A function that sends a GET through the whole application, middleware included, and returns the page.

    It is `person` who asks; without one, somebody in leadership, who sees every team.
    """
    application, cookie = get_wsgi_application(), session_cookie(person)

    def request() -> str:
        environ = {"PATH_INFO": path, "HTTP_COOKIE": cookie, "HTTP_HOST": "localhost"}
        setup_testing_defaults(environ)
        seen: list[str] = []

        def start(status: str, headers: object, error: object = None, /) -> Callable[[bytes], object]:
            seen.append(status)
            return len  # nobody writes by it

        response = application(environ, start)
        page = b"".join(response).decode()
        response.close()
        if seen != ["200 OK"]:
            raise AssertionError(f"{path} answered {seen}")
        return page

    return request


def session_cookie(person: User | None = None) -> str:
    """Of the person; without one, of somebody in leadership."""
    person = person or User.objects.create_user("bench@example.org", name="Bench", role=User.Role.LEADERSHIP)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
