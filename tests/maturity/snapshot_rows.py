"""What the rows of a day should be, from the pure rules and plain Python, and what they are."""

from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from maturity.kept_days import is_kept
from maturity.models import ClosedFigures, Cycle, Snapshot, Submission, SubmittedAnswer
from maturity.queries.standing import FIGURES
from maturity.scoring import Figures, PracticeAnswer, confidence, dimension_figures, overall_figures

FIRST = date(2026, 11, 1)
"""The first day on which anything happens."""
NEVER = datetime.max.replace(tzinfo=UTC)


def expected(day: date) -> dict[tuple[int, str], Figures]:
    """Every team's figures as of `day`, by the definitions: its newest submission, scored by `maturity.scoring`."""
    rows: dict[tuple[int, str], Figures] = {}
    for submission in newest(day):
        answers = submission.answers.select_related("practice__dimension").order_by("practice__dimension_id")
        weighed = []
        for dimension, group in groupby(answers, key=lambda answer: answer.practice.dimension):
            figures = dimension_figures([as_pure(answer, day) for answer in group])
            rows[submission.team_id, dimension.key] = figures
            weighed.append((dimension.weight, figures))
        rows[submission.team_id, ""] = overall_figures(weighed)
    return rows


def newest(day: date) -> list[Submission]:
    found = {}
    for submission in Submission.objects.filter(day__lte=day).order_by("submitted_at", "id"):
        if submission.team.archived_on is None or submission.team.archived_on > day:
            found[submission.team_id] = submission
    return list(found.values())


def as_pure(answer: SubmittedAnswer, day: date) -> PracticeAnswer:
    with_evidence = answer.newest_evidence is not None
    age, half_life = (day - answer.vouched_on).days, answer.practice.half_life_days
    return PracticeAnswer(
        weight=answer.practice.weight,
        level=answer.level,
        not_applicable=answer.not_applicable,
        target=answer.target,
        confirmed=answer.confirmed,
        with_evidence=with_evidence,
        confidence=None if answer.level is None else confidence(age, half_life, with_evidence=with_evidence),
        spread=answer.vote_spread,
    )


def stored(day: date) -> dict[tuple[int, str], Figures]:
    rows = Snapshot.objects.filter(day=day).values_list("team_id", "dimension_key", *FIGURES)
    return {(team, key): Figures(*figures) for team, key, *figures in rows}


def all_rows() -> list[tuple]:
    """Every column of every snapshot but its number, in order."""
    columns = [field.attname for field in Snapshot._meta.concrete_fields if field.name != "id"]
    return list(Snapshot.objects.order_by("day", "team", "dimension_key").values_list(*columns))


def outdated_by_comparing(until: date, today: date) -> list[date]:
    """The slow way to say which days are missing or stale: look at every one that is kept and not frozen."""
    days = (FIRST + timedelta(days=n) for n in range((until - FIRST).days + 1))
    frozen = set(ClosedFigures.objects.values_list("day", flat=True))
    closings = {min(cycle.closes, (cycle.closed_at or NEVER).date()) for cycle in Cycle.objects.all()}
    wanted = [day for day in days if is_kept(day, closings, today) and day not in frozen]
    return [day for day in wanted if named(day) != {each.team_id: each.pk for each in newest(day)}]


def named(day: date) -> dict[int, int]:
    overall = Snapshot.objects.filter(day=day, dimension_key="")
    return dict(overall.values_list("team_id", "submission_id"))
