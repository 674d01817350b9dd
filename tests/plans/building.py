"""Plans for tests: the sample with every trait of a real plan, as a template or started."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from plans.document import SourceFile, decode, read_plan
from plans.models import Plan
from plans.services.plans import start_plan
from plans.services.templates import import_plan
from tests import build

SAMPLE = Path(__file__).parent / "samples" / "first-two-weeks.md"
START = date(2026, 9, 7)  # a Monday


def document(*paths: Path):
    """The plan that some files make up, without its warnings: what is stored and what comes back."""
    read = read_plan([decode(path.name, path.read_bytes()) for path in paths or (SAMPLE,)])
    return replace(read, warnings=())


def text_document(text: str):
    return replace(read_plan([SourceFile("plan.md", text)]), warnings=())


def template(of=None, slug: str = "first-weeks") -> Plan:
    return import_plan(document=of or document(), slug=slug, by=None, now=build.NOW).plan


def started(
    of=None, *, lead=None, team=None, start: date = START, slug_of_template="first-weeks", **options
) -> Plan:
    return start_plan(
        template=template(of, slug_of_template),
        lead=lead or build.user("Priya Raman"),
        team=team or build.team("Checkout"),
        start=start,
        by=None,
        now=_on(start),
        **options,
    )


def _on(start: date) -> datetime:
    """The moment at which a plan was started: on its first day, or before."""
    return min(build.NOW, datetime.combine(start, time(8), tzinfo=UTC))


def start_another(plan: Plan, start: date) -> Plan:
    """The same plan of the same team and lead, from another day."""
    return start_plan(
        template=plan.template, lead=plan.lead, team=plan.team, start=start, by=None, now=_on(start)
    )


def long_document(items: int):
    """A plan of four weeks with that many items, each with two owners, a practice and a body."""
    rows = "\n".join(
        f"| Thing {n} | Me + Engineer {n % 5} | Because {n} | testing-1 → 3 |" for n in range(items)
    )
    head = "| Activity | Owner | Why | Practice |\n|---|---|---|---|"
    return text_document(
        f"# Long\n\n## Weeks 1-4: All of it\n\n### Goals\n\n- One\n\n### Activities\n\n{head}\n{rows}\n"
    )


def quarter_document():
    """A plan of thirteen weeks, so that it has a day 30, 60 and 90."""
    return text_document("# Quarter\n\n## Weeks 1-13: All of it\n\n### Goals\n\n- One\n")
