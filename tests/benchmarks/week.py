"""The week of a plan as the server makes it, beside the same rows by hand-written SQL and the same strings joined.

As in the benchmark of the matrix, what the server does around a page (sign-in, middleware) is the page's alone.
"""

from datetime import date

from django.db import connection
from django.urls import reverse

from plans.document import SourceFile, read_plan
from plans.models import Plan
from plans.services.plans import start_plan
from plans.services.templates import import_plan
from teams.models import Team, User
from tests.benchmarks.matrix import Pieces, joined, signed_in_request, split
from tests.benchmarks.measuring import Result, compare
from tests.benchmarks.organisation import build, noon

START, RUNS = date(2026, 9, 7), 15
HEAD = "| Activity | Owner | Why | Practice |\n|---|---|---|---|"
HOW = ("with its owner", "**with its owner**")
ROW = (
    "| Walk through service {n} {how} | Me + Engineer {of} | Whoever is called at night has to know where "
    "the runbook of service {n} is & what it leaves out | testing-{of} → 3 |"
)

_PLAN = """
SELECT p.*, t.name, u.name, EXISTS (SELECT 1 FROM plans_planrole r WHERE r.plan_id = p.id AND r.person_id = u.id)
FROM plans_plan p JOIN teams_team t ON t.id = p.team_id JOIN teams_user u ON u.id = p.lead_id WHERE p.slug = %s
"""
_PHASES = "SELECT * FROM plans_phase WHERE plan_id = %s ORDER BY position"
_ITEMS = """
SELECT i.id, i.phase_id, i.kind, i.title, i.why, i.body, i.who, i.outcome_expected, i.outcome_actual, i.everyone,
    i.due_on, i.state, i.reason, i.blocked_by, i.done_at, i.position, i.version, i.practice_key, i.target_level
FROM plans_item i JOIN plans_phase f ON f.id = i.phase_id WHERE f.plan_id = %s ORDER BY f.position, i.position
"""
_OWNERS = """
SELECT r.id, r.name, u.name, r.person_name, o.item_id FROM plans_planrole r
LEFT JOIN teams_user u ON u.id = r.person_id LEFT JOIN plans_ownership o ON o.role_id = r.id
WHERE r.plan_id = %s ORDER BY o.position
"""
_GOALS = """
SELECT g.* FROM plans_goal g JOIN plans_phase f ON f.id = g.phase_id WHERE f.plan_id = %s
ORDER BY f.position, g.position
"""
_LAST = """
SELECT c.id, c.verb, c.at, c.by_id, c.undoes_id, u.name, COUNT(DISTINCT v.item_id), MIN(i.title)
FROM plans_change c LEFT JOIN teams_user u ON u.id = c.by_id JOIN plans_changedvalue v ON v.change_id = c.id
JOIN plans_item i ON i.id = v.item_id WHERE c.plan_id = %s GROUP BY c.id, u.name ORDER BY c.id DESC LIMIT 40
"""
_WORKSPACE = "SELECT id, name, is_demonstration FROM teams_workspace ORDER BY id LIMIT %s"
_PRACTICES = """
SELECT p.key, p.title FROM maturity_practice p JOIN maturity_dimension d ON d.id = p.dimension_id
WHERE p.key LIKE %s ORDER BY d.position, p.position
"""


def measure(name: str, items: int) -> Result:
    """All items are due in the week; each has two owners and names a practice that the team has answered."""
    build(teams=1, quarters=1)
    plan = _started(items)
    request = signed_in_request(reverse("plan_week", args=(plan.slug, 4)), plan.lead)
    page = request()
    pieces = split(page)
    if page.count('<li id="item-') != items or joined(pieces) != page:
        raise AssertionError("the two sides do not make the same page")
    return compare(
        name,
        work=request,
        floor=lambda: by_hand(pieces, plan),
        runs=RUNS,
        ready=connection.ensure_connection,
    )


def by_hand(pieces: Pieces, plan: Plan) -> str:
    """The rows that the page needs, and the page."""
    with connection.cursor() as cursor:
        for query, of in (
            (_PLAN, [plan.slug]),
            (_PHASES, [plan.pk]),
            (_ITEMS, [plan.pk]),
            (_OWNERS, [plan.pk]),
            (_GOALS, [plan.pk]),
            (_PRACTICES, ["testing-%"]),
            (_LAST, [plan.pk]),
            (_WORKSPACE, [1]),
        ):
            cursor.execute(query, of)
            cursor.fetchall()
    return joined(pieces)


def _started(items: int) -> Plan:
    rows = "\n".join(
        ROW.format(n=n, of=n % 5, how="with its owner" if n % 4 else "**with its owner**")
        for n in range(items)
    )
    text = f"# Long\n\n## Weeks 1-4: All of it\n\n### Goals\n\n- One\n\n### Activities\n\n{HEAD}\n{rows}\n"
    document = read_plan([SourceFile("plan.md", text)])
    template = import_plan(document=document, slug="long", by=None, now=noon(START)).plan
    lead = User.objects.create_user("lead@example.org", name="Priya Raman")
    return start_plan(
        template=template, lead=lead, team=Team.objects.get(), start=START, by=None, now=noon(START)
    )
