"""The cell beside the matrix: how a team stands in one dimension, practice by practice, how it came there, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from maturity import scoring
from maturity.explanations import explain_dimension
from maturity.models import Snapshot, Submission, SubmittedAnswer
from maturity.queries.cell_history import Past, cell_rows, change_between, history, stood_on
from maturity.queries.cell_practices import PracticeStanding, practice_standings
from maturity.queries.matrix_rows import practice_keys
from maturity.queries.moments import Moment
from maturity.queries.submitted_answers import scored_answer
from teams.models import Team


@dataclass(frozen=True, slots=True)
class CellDetail:
    """`submission` is None where the team had not submitted; `figures` (in ten-thousandths) also where the version
    that it answered did not have the dimension. `explained` has a sentence for each figure, by its name; `history`
    has the oldest cycle first.
    """

    team: Team
    dimension_key: str
    title: str
    moment: Moment
    earlier: Moment | None
    submission: Submission | None
    figures: Snapshot | None
    state: scoring.State
    change: scoring.Change | None
    practices: tuple[PracticeStanding, ...]
    explained: Mapping[str, str]
    history: tuple[Past, ...]


def cell_detail(
    team: Team, dimension_key: str, moment: Moment, earlier: Moment | None, cycles: Sequence[Moment] = ()
) -> CellDetail | None:
    """In five statements at most; None where neither the team's submission nor the cycle knows such a dimension.

    `cycles` are those of the history, oldest first.
    """
    rows = cell_rows(team, dimension_key, [each.day for each in (moment, earlier, *cycles) if each])
    stood = stood_on(rows, dimension_key, moment.day)
    now, then = stood.figures, rows.get((earlier.day, dimension_key)) if earlier and earlier.day else None
    keys = practice_keys({moment.version_id, *(row.version_id for row in rows.values())})
    title = dict(keys.dimensions(now.version_id if now else moment.version_id)).get(dimension_key)
    if title is None:
        return None
    answers = _answers(now) if now else []
    return CellDetail(
        team=team,
        dimension_key=dimension_key,
        title=title,
        moment=moment,
        earlier=earlier,
        submission=stood.submission,
        figures=now,
        state=stood.state,
        change=change_between(now, then, keys),
        practices=practice_standings(answers, now, then) if now else (),
        explained=explain_dimension(scored_answer(answer, now.day) for answer in answers) if now else {},
        history=history(rows, dimension_key, cycles, keys),
    )


def _answers(now: Snapshot) -> list[SubmittedAnswer]:
    found = SubmittedAnswer.objects.filter(
        submission=now.submission_id, practice__dimension__key=now.dimension_key
    )
    return list(found.select_related("practice").order_by("practice__position"))
