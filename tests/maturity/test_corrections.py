from datetime import UTC, date, datetime, timedelta

import pytest

from common.decisions import ChangedSince, DomainError, Refused
from maturity.answering import AnswerContent
from maturity.models import Answer, Assessment, Cycle, Snapshot, Submission
from maturity.services.assessments import confirm_answer
from maturity.services.corrections import NoReason, open_correction, withdraw_correction
from maturity.services.evidence import remove_evidence
from maturity.services.snapshots import take_snapshot
from teams.models import Event
from tests import build
from tests.maturity.drafts import TODAY, answer_to, evidence, save, start, submit

pytestmark = pytest.mark.django_db
WHY = "The restore test was counted twice."


@pytest.fixture
def submitted(assessment, cycle, lead):
    """Checkout submitted `testing-1` at level 2; then the cycle was closed."""
    save(answer_to(assessment), lead, AnswerContent(level=2))
    made = submit(assessment, lead)
    Cycle.objects.filter(pk=cycle.pk).update(state=Cycle.State.CLOSED)
    cycle.refresh_from_db()
    return made


@pytest.fixture
def director(people):
    return people["leadership"]


def correct(cycle, team, by, **changes):
    return open_correction(
        **{"team": team, "cycle": cycle, "reason": WHY, "by": by, "now": build.NOW} | changes
    )


def reread(assessment):
    return Assessment.objects.get(pk=assessment.pk)


# Opening


@pytest.mark.parametrize("who", ["leadership", "administrator"])
def test_a_correction_lets_whoever_may_open_one_answer_and_submit(submitted, cycle, team, people, who):
    correct(cycle, team, people[who])
    save(answer_to(submitted.assessment), people[who], AnswerContent(level=1, note="Counted again."))
    made = submit(submitted.assessment, people[who])
    assert (made.number, made.reason, made.submitted_by) == (2, WHY, people[who])
    assert made.answers.get(practice__key="testing-1").level == 1
    assert submitted.answers.get(practice__key="testing-1").level == 2


def test_a_submission_closes_the_correction(submitted, cycle, team, director):
    assessment = correct(cycle, team, director)
    submit(assessment, director)
    assert not reread(assessment).correction_is_open
    with pytest.raises(Refused, match="A draft is for its team alone"):
        submit(assessment, director)
    assert Submission.objects.count() == 2


def test_a_team_that_never_submitted_is_corrected_with_the_reason_at_number_1(
    assessment, cycle, team, director
):
    Cycle.objects.update(state=Cycle.State.CLOSED)
    cycle.refresh_from_db()
    correct(cycle, team, director)
    save(answer_to(assessment), director, AnswerContent(level=1))
    made = submit(assessment, director)
    assert (made.number, made.reason) == (1, WHY)


def test_an_assessment_starts_in_a_closed_cycle_as_a_correction_alone(cycle, team, lead, director):
    build.submission(build.cycle(cycle.version, quarter="2026-q3"), team, {"testing-1": 2})
    Cycle.objects.update(state=Cycle.State.CLOSED)
    cycle.refresh_from_db()
    with pytest.raises(Refused, match="closed"):
        start(team, cycle, lead)
    assert not Assessment.objects.filter(cycle=cycle).exists()
    assessment = correct(cycle, team, director)
    assert answer_to(assessment).level == 2
    assert [event.verb for event in Event.objects.order_by("pk")] == ["started", "opened a correction of"]


def test_a_cycle_past_its_last_day_is_corrected_as_one_that_was_closed(assessment, cycle, team, director):
    later = datetime.combine(cycle.closes + timedelta(days=1), build.NOW.time(), tzinfo=UTC)
    with pytest.raises(Refused, match="still takes answers"):
        correct(cycle, team, director, now=later - timedelta(days=1))
    assert correct(cycle, team, director, now=later).correction_opened_at == later


def test_a_correction_says_why_and_by_whom_and_is_logged(submitted, cycle, team, director):
    made = reread(correct(cycle, team, director, reason=f"  {WHY}\n"))
    assert (made.correction_reason, made.correction_opened_at) == (WHY, build.NOW)
    assert made.correction_opened_by == director
    event = Event.objects.latest("pk")
    assert (event.verb, event.detail, event.team) == ("opened a correction of", {"reason": WHY}, team)


@pytest.mark.parametrize(("reason", "message"), [(" \n", "Say why"), ("x" * 301, "under 300")])
def test_a_correction_without_a_reason_that_fits_is_not_opened(
    submitted, cycle, team, director, reason, message
):
    with pytest.raises(NoReason, match=message):
        correct(cycle, team, director, reason=reason)
    assert not reread(submitted.assessment).correction_is_open


def test_opening_twice_is_opening_once_and_another_reason_is_refused(
    submitted, cycle, team, director, people
):
    correct(cycle, team, director)
    again = correct(cycle, team, people["administrator"], now=build.NOW + timedelta(hours=1))
    assert (again.correction_opened_at, again.correction_opened_by) == (build.NOW, director)
    assert Event.objects.filter(verb="opened a correction of").count() == 1
    with pytest.raises(ChangedSince, match=WHY):
        correct(cycle, team, people["administrator"], reason="Another one.")


@pytest.mark.parametrize("who", ["lead", "member", "outsider"])
def test_nobody_else_opens_or_withdraws_a_correction(submitted, cycle, team, people, who):
    with pytest.raises(Refused, match="Leadership or an administrator can open"):
        correct(cycle, team, people[who])
    correct(cycle, team, people["leadership"])
    with pytest.raises(Refused, match="Only leadership or an administrator"):
        withdraw_correction(assessment=submitted.assessment, by=people[who], now=build.NOW)
    assert reread(submitted.assessment).correction_is_open


@pytest.mark.parametrize(
    ("state", "message"), [(Cycle.State.OPEN, "still takes answers"), (Cycle.State.PLANNED, "not open yet")]
)
def test_a_cycle_that_is_not_over_needs_no_correction(submitted, cycle, team, director, state, message):
    cycle.state = state
    with pytest.raises(Refused, match=message):
        correct(cycle, team, director)


def test_an_archived_team_takes_no_correction(submitted, cycle, team, director):
    open_one = correct(cycle, team, director)
    team.archived_on = TODAY
    team.save()
    with pytest.raises(Refused, match="archived"):
        correct(cycle, team, director)
    with pytest.raises(Refused, match="archived"):
        submit(open_one, director)


def test_a_correction_never_puts_a_team_back_behind_a_later_cycle(submitted, cycle, team, director):
    later = build.cycle(cycle.version, quarter="2027-q1")
    open_one = correct(cycle, team, director)
    build.submission(later, team, {"testing-1": 4})
    with pytest.raises(DomainError, match="has submitted 2027 Q1 since"):
        submit(open_one, director)
    withdraw_correction(assessment=open_one, by=director, now=build.NOW)
    with pytest.raises(Refused, match="Correct 2027 Q1 instead"):
        correct(cycle, team, director)


# While it is open


def test_the_teams_lead_waits_while_a_correction_is_open(submitted, cycle, team, lead, director):
    assessment = reread(correct(cycle, team, director))
    answer = answer_to(assessment)
    for attempt in (
        lambda: save(answer, lead, AnswerContent(level=1)),
        lambda: confirm_answer(answer=answer, by=lead, now=build.NOW),
        lambda: evidence(answer, lead),
        lambda: remove_evidence(answer=answer, evidence_id=1, by=lead, now=build.NOW),
        lambda: submit(assessment, lead),
    ):
        with pytest.raises(Refused, match="A correction of 2026 Q4 is open"):
            attempt()


def test_a_correction_opens_its_own_team_alone(submitted, cycle, team, director):
    other = build.assessment(cycle, build.team("Ledger"), {"testing-1": 1})
    correct(cycle, team, director)
    with pytest.raises(Refused):
        save(answer_to(other), director, AnswerContent(level=2))


def test_a_correction_is_withdrawn_once_and_its_answers_count_for_nothing(submitted, cycle, team, director):
    assessment = correct(cycle, team, director)
    save(answer_to(assessment), director, AnswerContent(level=4))
    for _ in range(2):
        withdraw_correction(assessment=assessment, by=director, now=build.NOW)
    assert not reread(assessment).correction_is_open
    assert Event.objects.filter(verb="withdrew a correction of").get().detail == {"reason": WHY}
    assert Submission.objects.get() == submitted
    with pytest.raises(Refused):
        save(answer_to(assessment), director, AnswerContent(level=1))


def test_the_matrix_follows_a_correction_from_its_own_day_on(submitted, cycle, team, director):
    corrected = build.NOW + timedelta(days=3)
    assessment = correct(cycle, team, director, now=corrected)
    save(answer_to(assessment), director, AnswerContent(level=1), now=corrected)
    assert submit(assessment, director, now=corrected).day == date(2026, 11, 22)
    for day in (TODAY, date(2026, 11, 22)):
        take_snapshot(day=day, by=None, now=corrected)
    levels = Snapshot.objects.filter(dimension_key="testing").order_by("day").values_list("score", flat=True)
    assert list(levels) == [20000, 10000]


def test_waymark_itself_corrects_as_leadership_does(submitted, cycle, team):
    assessment = correct(cycle, team, None)
    Answer.objects.update(level=1)
    assert submit(assessment, None).number == 2
