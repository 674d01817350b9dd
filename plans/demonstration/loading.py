"""Filling an empty workspace with the demonstration organisation."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from random import Random

from django.conf import settings

from common.days import organisation_day
from common.decisions import DomainError
from common.services import service
from maturity.catalogue_file import ModelFile, read_model
from maturity.models import Cycle
from maturity.queries.closing_days import closings
from maturity.queries.snapshot_days import outdated_days
from maturity.services.closed_figures import freeze_closed
from maturity.services.model_versions import load_model, publish_version
from maturity.services.snapshots import take_snapshot
from plans.demonstration.answers import PracticeSpec
from plans.demonstration.arrived import tell_who_arrived
from plans.demonstration.checkout import tell
from plans.demonstration.history import invent_hands, write_cycles, write_hands
from plans.demonstration.organisation import write_organisation
from plans.demonstration.people import invent_teams
from plans.demonstration.studying import tell_who_studies
from teams.models import Membership, Team, User, Workspace
from teams.services import activity

MODEL = settings.BASE_DIR / "maturity" / "catalogue" / "waymark-engineering.yaml"
TEAMS_AT_ONCE = 100
DAYS_AT_ONCE = 50
# Beyond this, a year and a half of days is left to the worker, oldest first.
MOST_TEAMS_FOR_EVERY_DAY = 50
HALF_WAY = "checkout"  # has answered half of this quarter's assessment
NEVER = "identity"  # has never handed anything in

type Progress = Callable[[str], None]


def load_demo(*, teams: int, quarters: int, seed: int, now: datetime, progress: Progress) -> None:
    """The whole demonstration: the model, the organisation and the story in one transaction, then the snapshots.

    Whatever stops it while it takes snapshots leaves whole days behind; the worker takes the others. What the closed
    rounds showed is frozen last.
    """
    load_story(teams=teams, quarters=quarters, seed=seed, by=None, now=now, progress=progress)
    today = organisation_day(now)
    days = outdated_days(today, today=today) if teams <= MOST_TEAMS_FOR_EVERY_DAY else _first_read_days(today)
    for number, day in enumerate(days, start=1):
        take_snapshot(day=day, by=None, now=now)
        if number % DAYS_AT_ONCE == 0 or number == len(days):
            progress(f"{number} of {len(days)} days' snapshots")
    for _ in freeze_closed(by=None, now=now):
        pass


@service
def load_story(
    *, teams: int, quarters: int, seed: int, by: User | None, now: datetime, progress: Progress
) -> None:
    """All but the snapshots. DomainError where the workspace has people: nothing of theirs is mixed with inventions."""
    if User.objects.exists():
        raise DomainError("This workspace has people in it; the demonstration goes into an empty one only.")
    version = publish_version(version=load_model(file=_shipped_model(), by=by, now=now), by=by, now=now)
    workspace = Workspace.objects.create(id=1, name="Demonstration", is_demonstration=True)
    cycles = write_cycles(version, quarters, organisation_day(now))
    random = Random(seed)  # noqa: S311  # inventions, no secrets
    made = write_organisation(invent_teams(teams, random), cycles[0].opens)
    progress(f"{len(made)} teams with their people")
    _write_history(made, cycles, random, now, progress)
    checkout = next(team for team in made if team.slug == HALF_WAY)
    tell(checkout, cycles[-1], now)
    tell_who_arrived(checkout, now)
    tell_who_studies(checkout, now)
    detail = {"teams": teams, "quarters": quarters, "seed": seed}
    activity.record(by=by, now=now, verb="loaded", subject=workspace, detail=detail)


def _shipped_model() -> ModelFile:
    return read_model(MODEL.name, MODEL.read_bytes())


def _write_history(
    teams: Sequence[Team], cycles: Sequence[Cycle], random: Random, now: datetime, progress: Progress
) -> None:
    columns = ("id", "key", "dimension__key", "half_life_days")
    practices = [PracticeSpec(*row) for row in cycles[0].version.practices.values_list(*columns)]
    leads = {row.team_id: row.user for row in Membership.objects.filter(role="lead").select_related("user")}
    reporting = [team for team in teams if team.slug != NEVER]
    for start in range(0, len(reporting), TEAMS_AT_ONCE):
        batch = reporting[start : start + TEAMS_AT_ONCE]
        write_hands(
            [
                hand
                for team in batch
                for hand in invent_hands(team, leads[team.pk], _rounds(team, cycles), practices, random, now)
            ]
        )
        progress(f"{min(start + TEAMS_AT_ONCE, len(reporting))} of {len(reporting)} teams' answers")


def _rounds(team: Team, cycles: Sequence[Cycle]) -> Sequence[Cycle]:
    """The rounds that a team handed in for: Checkout has not finished this quarter's."""
    return cycles[:-1] if team.slug == HALF_WAY else cycles


def _first_read_days(today: date) -> list[date]:
    """The days that the matrix and the trends read first: today, and the ends of the rounds before."""
    return sorted({today, *(day for day in closings() if day < today)})
