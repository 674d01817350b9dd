from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from maturity.answering import AnswerContent
from maturity.models import Answer, ClosedFigures, Cycle, Evidence, Snapshot, Submission, SubmittedAnswer
from maturity.queries.standing import COLUMNS
from maturity.services.assessments import start_assessment
from maturity.services.closed_figures import freeze_closed
from maturity.services.corrections import open_correction
from maturity.services.snapshots import take_outdated
from maturity.spreadsheets.answers import AnswersSheet, TargetsSheet
from teams.models import Event, Team, User
from tests import build
from tests.maturity.drafts import answer_to, evidence, save, start, submit
from tests.maturity.sheets import bring_in, exported, read

pytestmark = pytest.mark.django_db
SHEET = AnswersSheet()
TODAY = build.NOW.date()
LEVELS = {"testing-1": 2, "testing-2": 1, "security-1": 3}


@pytest.fixture
def admin(people) -> User:
    return people["administrator"]


def row(practice="testing-1", level=2, *, team="checkout", cycle="2025-q3", **more):
    return {"team": team, "cycle": cycle, "practice": practice, "level": level, **more}


def a_quarter(team="checkout", cycle="2025-q3", levels=LEVELS, **more):
    return [row(practice, level, team=team, cycle=cycle, **more) for practice, level in levels.items()]


def bring(cells, by, sheet=SHEET):
    return bring_in(sheet, cells, by=by, now=build.NOW)


def faults(cells, by, sheet=SHEET):
    """What the preview and the import both say, and nothing was written."""
    before = counts()
    found = bring(cells, by, sheet).faults
    assert counts() == before
    return [(each.row, each.column, each.message) for each in found]


def counts():
    return [model.objects.count() for model in (Answer, Submission, SubmittedAnswer, Cycle, Event, Evidence)]


def catch_up():
    """What the worker does next."""
    for _ in take_outdated(until=TODAY, by=None, now=build.NOW):
        pass
    freeze()


def freeze():
    for _ in freeze_closed(by=None, now=build.NOW):
        pass


# Cycles that are over


def test_an_old_spreadsheet_becomes_cycles_submissions_and_their_figures(cycle, team, admin):
    cells = [*a_quarter(), *a_quarter(cycle="Q4 2025", levels=LEVELS | {"testing-1": 4})]
    assert bring(cells, admin).new == 6
    catch_up()
    made = Cycle.objects.get(slug="2025-q3")
    assert (made.state, made.version, made.closes) == (Cycle.State.CLOSED, cycle.version, date(2025, 9, 30))
    first, second = Submission.objects.order_by("day")
    assert [first.day, second.day] == [date(2025, 9, 30), date(2025, 12, 31)]
    assert {each.practice.key: each.level for each in second.answers.all()} == LEVELS | {"testing-1": 4}
    figures = Snapshot.objects.filter(dimension_key="testing").order_by("day")
    scores = dict(figures.values_list("day", "score"))
    # Weights are 2 and 1: levels 2 and 1 first, then 4 and 1.
    assert (scores[date(2025, 9, 30)], scores[date(2025, 12, 31)]) == (16667, 30000)
    assert set(ClosedFigures.objects.values_list("day", flat=True)) == {first.day, second.day}
    assert max(scores) == TODAY


def test_what_is_brought_in_counts_exactly_as_what_was_handed_in_then(team, admin, lead):
    """Two teams say the same: Checkout in its draft, on the day; Ledger in a spreadsheet, later."""
    then = datetime(2026, 5, 20, 9, tzinfo=UTC)
    second = build.cycle(build.version(), quarter="2026-q2")
    ledger = build.team("Ledger")
    excluded = AnswerContent(
        not_applicable=True, not_applicable_because="too-early", not_applicable_reason="Launches in spring."
    )
    draft = start_assessment(team=team, cycle=second, by=lead, now=then)
    save(answer_to(draft), lead, AnswerContent(level=3, note="As agreed.", target=4), now=then)
    save(answer_to(draft, "security-1"), lead, excluded, now=then)
    evidence(answer_to(draft), lead, dated=date(2026, 5, 2), now=then)
    submit(draft, lead, now=then)
    Cycle.objects.filter(pk=second.pk).update(state=Cycle.State.CLOSED)
    cells = [
        row(level=3, note="As agreed.", target=4, evidence="2026-05-02 https://example.org/a Inventory"),
        row(
            "security-1",
            "n/a",
            not_applicable_because="too-early",
            not_applicable_reason="Launches in spring.",
        ),
    ]
    place = {"team": "Ledger", "cycle": "2026-q2", "submitted_on": "2026-05-20"}
    bring([each | place for each in cells], admin)
    one, other = Submission.objects.filter(team=team).get(), Submission.objects.filter(team=ledger).get()
    assert one.left_open == other.left_open
    assert said(one) == said(other)
    catch_up()
    assert figures(team) == figures(ledger)
    assert len(figures(team)) > 180


def said(submission):
    names = ("id", "submission")
    columns = [field.attname for field in SubmittedAnswer._meta.concrete_fields if field.name not in names]
    return list(submission.answers.order_by("practice").values(*columns))


def figures(team):
    columns = [name for name in COLUMNS if name not in {"team_id", "submission_id"}]
    rows = Snapshot.objects.filter(team=team).order_by("day", "dimension_key")
    return list(rows.values_list("day", *columns))


def test_practices_that_no_row_names_are_unanswered(cycle, team, admin):
    bring([row()], admin)
    made = Submission.objects.get()
    assert sorted(made.answers.values_list("practice__key", "level")) == [
        ("security-1", None),
        ("testing-1", 2),
        ("testing-2", None),
    ]
    assert made.left_open == {"unanswered": ["testing-2", "security-1"]}


def test_the_activity_log_says_who_brought_it_in_and_the_submission_names_nobody(cycle, team, admin):
    bring(a_quarter(), admin)
    assert Submission.objects.get().submitted_by is None
    of_cycle, of_team = Event.objects.order_by("pk")
    assert (of_cycle.verb, of_cycle.subject, of_cycle.actor) == ("imported", "2025 Q3", admin)
    assert (of_team.verb, of_team.subject) == ("imported a submission of", "Checkout 2025 Q3")


@pytest.mark.parametrize(
    ("days", "day", "vouched"),
    [
        ({}, date(2025, 9, 30), date(2025, 9, 30)),
        ({"answered_on": "2025-09-12"}, date(2025, 9, 12), date(2025, 9, 12)),
        ({"answered_on": 45912}, date(2025, 9, 12), date(2025, 9, 12)),
        ({"answered_on": "2025-09-12", "submitted_on": "2025-09-20"}, date(2025, 9, 20), date(2025, 9, 12)),
        ({"answered_on": "2025-05-12", "submitted_on": "2025-09-20"}, date(2025, 9, 20), date(2025, 5, 12)),
    ],
)
def test_a_submission_counts_from_the_day_that_its_rows_say(cycle, team, admin, days, day, vouched):
    bring([row(**days)], admin)
    made = Submission.objects.get()
    assert made.day == day
    assert made.answers.get(practice__key="testing-1").vouched_on == vouched


def test_a_past_cycle_asks_the_version_that_was_published_last_by_its_end(cycle, team, admin):
    older = build.version(model=cycle.version.model)
    moment = datetime(2025, 8, 1, tzinfo=UTC)
    retired = build.version(published=False)
    retired.state, retired.published_at = "published", moment
    retired.save()
    bring([row(), row(cycle="2025-q2")], admin)
    asked = dict(Cycle.objects.values_list("slug", "version"))
    assert (asked["2025-q3"], asked["2025-q2"]) == (retired.pk, older.pk)


def test_a_correction_starts_from_what_was_brought_in(team, admin):
    build.version()
    cells = a_quarter(evidence="2025-09-12 https://wiki.example.org/a Plan", target=4)
    bring([*a_quarter(cycle="2025-q2"), *cells], admin)
    newest = Cycle.objects.get(slug="2025-q3")
    draft = open_correction(team=team, cycle=newest, reason="Counted twice.", by=admin, now=build.NOW)
    assert dict(draft.answers.values_list("practice__key", "level")) == LEVELS
    assert answer_to(draft).evidence.get().title == "Plan"
    assert Answer.objects.count() == 3


def test_the_next_assessment_carries_what_was_brought_in(cycle, team, admin, lead):
    bring(a_quarter(), admin)
    draft = start(team, cycle, lead)
    assert dict(draft.answers.values_list("practice__key", "level")) == LEVELS
    assert not answer_to(draft).is_confirmed


def test_the_days_from_then_on_show_it_and_no_day_before(cycle, team, admin):
    bring(a_quarter(), admin)
    catch_up()
    assert Snapshot.objects.filter(day=date(2025, 10, 31), team=team, dimension_key="").exists()
    assert not Snapshot.objects.filter(day=date(2025, 8, 31), team=team).exists()


def test_what_was_submitted_is_refused_where_it_differs_and_unchanged_where_not(cycle, team, admin):
    bring(a_quarter(), admin)
    again = bring(a_quarter(), admin)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 3)
    ((number, column, words),) = faults(a_quarter(levels=LEVELS | {"testing-2": 4}), admin)
    assert (number, column) == (3, "level")
    assert "has submitted otherwise. Open a correction of Checkout in 2025 Q3" in words


def test_a_correction_that_is_open_takes_rows(cycle, team, admin):
    bring(a_quarter(), admin)
    third = Cycle.objects.get(slug="2025-q3")
    draft = open_correction(team=team, cycle=third, reason="Counted twice.", by=admin, now=build.NOW)
    assert bring(a_quarter(levels=LEVELS | {"testing-2": 4}), admin).changed == 1
    assert answer_to(draft, "testing-2").level == 4


@pytest.mark.parametrize("begun", [False, True])
def test_a_cycle_whose_figures_are_frozen_or_that_was_begun_takes_no_submission(cycle, team, admin, begun):
    bring(a_quarter(), admin)
    third = Cycle.objects.get(slug="2025-q3")
    if not begun:
        freeze()
    ledger = build.team("Ledger")
    if begun:
        build.assessment(third, ledger)
    ((_, column, words),) = faults(a_quarter("Ledger"), admin)
    assert column == "cycle"
    assert ("began it without submitting" if begun else "its figures are frozen") in words


def test_figures_that_were_frozen_stay_when_an_older_cycle_comes_in(cycle, team, admin):
    bring(a_quarter("checkout"), admin)
    freeze()
    kept = list(Snapshot.objects.filter(day=date(2025, 9, 30)).values_list())
    build.team("Ledger")
    bring(a_quarter("Ledger", "2025-q2"), admin)
    freeze()
    assert list(Snapshot.objects.filter(day=date(2025, 9, 30)).values_list()) == kept


def test_an_archived_team_keeps_its_history_up_to_then(cycle, team, admin):
    Team.objects.filter(pk=team.pk).update(archived_on=date(2025, 9, 1))
    assert "was archived before 2025 Q3 ended" in faults(a_quarter(), admin)[0][2]
    assert bring(a_quarter(cycle="2025-q2"), admin).new == 3


# Cycles that take answers


def now_row(practice="testing-1", level=2, **more):
    return row(practice, level, cycle="2026 Q4", **more)


def test_an_open_cycle_fills_the_draft_and_submits_nothing(cycle, team, admin):
    cells = [
        now_row(note="Seen."),
        now_row("security-1", evidence="2026-11-01 https://wiki.example.org/a Plan"),
    ]
    assert bring(cells, admin).new == 2
    saved = Answer.objects.get(practice__key="testing-1")
    assert (saved.level, saved.note, saved.saved_by, saved.saved_at) == (2, "Seen.", admin, build.NOW)
    assert Evidence.objects.get().answer.practice.key == "security-1"
    assert not Submission.objects.exists()
    assert Event.objects.order_by("pk").last().verb == "imported answers into"


def test_what_somebody_answered_since_is_shown_before_it_is_changed(assessment, admin, lead):
    save(answer_to(assessment), lead, AnswerContent(level=3, note="From the review.", target=4))
    preview = read(SHEET, [now_row(level=1)], by=admin, now=build.NOW)
    (example,) = preview.examples
    assert (example.before, example.after) == ({"level": 3}, {"level": 1})
    bring([now_row(level=1)], admin)
    saved = answer_to(assessment)
    assert (saved.level, saved.note, saved.target, saved.version) == (1, "From the review.", 4, 3)


def test_an_answer_that_changed_since_the_preview_gives_another_mark(assessment, admin, lead):
    preview = read(SHEET, [now_row(level=1)], by=admin, now=build.NOW)
    save(answer_to(assessment), lead, AnswerContent(level=3))
    assert read(SHEET, [now_row(level=1)], by=admin, now=build.NOW).mark != preview.mark


def test_a_carried_answer_is_confirmed_by_another_level_alone(cycle, team, admin):
    before = build.cycle(cycle.version, quarter="2026-q3", state=Cycle.State.CLOSED)
    build.submission(before, team, LEVELS)
    bring([now_row(level=2), now_row("testing-2", 4)], admin)
    confirmed = {each.practice.key: each.is_confirmed for each in Answer.objects.all()}
    assert confirmed == {"testing-1": False, "testing-2": True, "security-1": False}


def test_evidence_is_replaced_by_what_the_row_names_and_kept_without_the_column(assessment, admin, lead):
    evidence(answer_to(assessment), lead)
    bring([now_row(level=1)], admin)
    assert answer_to(assessment).evidence.get().title == "Inventory"
    bring([now_row(level=1, evidence="https://wiki.example.org/new New")], admin)
    assert [(each.title, each.dated) for each in answer_to(assessment).evidence.all()] == [("New", TODAY)]
    bring([now_row(level=1, evidence=None)], admin)
    assert not answer_to(assessment).evidence.exists()


def test_targets_alone_leave_the_answers(assessment, admin, lead):
    save(answer_to(assessment), lead, AnswerContent(level=3, note="Kept."))
    cells = {"team": "checkout", "cycle": "2026-q4", "practice": "testing-1", "target": 4}
    bring([cells], admin, TargetsSheet())
    saved = answer_to(assessment)
    assert (saved.level, saved.note, saved.target, saved.target_by) == (3, "Kept.", 4, "2027-q1")
    assert [each["practice"] for each in exported(TargetsSheet(), admin)] == ["testing-1"]


# Who may


def test_a_lead_fills_the_draft_of_her_own_team_alone(cycle, team, lead):
    ledger = build.team("Ledger", member=lead)
    build.assessment(cycle, ledger, {"testing-1": 4})
    assert bring([now_row()], lead).new == 1
    ((_, _, words),) = faults([now_row(team="Ledger")], lead)
    assert words == "Only a lead of Ledger changes this assessment. You can read it."
    assert "administrator" in faults([row()], lead)[0][2]


def test_nothing_is_told_of_a_draft_that_one_may_not_see(cycle, team, lead):
    build.assessment(cycle, build.team("Ledger"), LEVELS)
    same, other = (faults([now_row(level=level, team="Ledger")], lead) for level in (2, 4))
    assert [each[2] for each in same] == [each[2] for each in other]
    assert "A draft is for its team alone" in same[0][2]
    assert all(cells["team"] != "ledger" for cells in exported(SHEET, lead))


@pytest.mark.parametrize(
    ("who", "may"), [("lead", True), ("member", False), ("outsider", False), ("administrator", True)]
)
def test_who_brings_answers_in(team, people, who, may):
    assert bool(SHEET.may_import(people[who])) is may
    assert SHEET.may_export(people[who])


# What is wrong


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"team": "Chekout"}, "team", "There is no team “Chekout”"),
        ({"team": None}, "team", "Write the name of the team"),
        ({"practice": "testing-9"}, "practice", "has no practice “testing-9”. Write its key or its title"),
        ({"level": 7}, "level", "Write a number from 0 to 4"),
        ({"level": "2.5"}, "level", "Write a number from 0 to 4"),
        ({"cycle": "autumn"}, "cycle", "is no cycle. Write its quarter, like 2025-q3"),
        ({"cycle": "2027-q1"}, "cycle", "An administrator opens it under Cycles first"),
        ({"cycle": "1999-q4"}, "cycle", "Cycles before 2000 are not brought in"),
        ({"answered_on": "2026-12-24"}, "answered_on", "lies in the future"),
        ({"answered_on": "2025-10-01"}, "answered_on", "is after 2025 Q3 ended"),
        ({"answered_on": "2025-06-30"}, "answered_on", "Say in submitted_on when it was handed in"),
        ({"submitted_on": "2025-06-30"}, "submitted_on", "is before 2025 Q3 began"),
        ({"answered_on": "2025-09-20", "submitted_on": "2025-09-10"}, "answered_on", "is after the day"),
        ({"evidence": "2025-10-05 https://wiki.example.org/a"}, "evidence", "is later than 2025-09-30"),
        ({"evidence": "http://wiki.example.org/a"}, "evidence", "is no link that starts with https://"),
        ({"note": "a\u202eb"}, "note", "hidden character"),
        ({"level": None}, "level", "No row answers a practice for Checkout in 2025 Q3"),
        ({"not_applicable_because": "dunno"}, "not_applicable_because", "is not known here"),
    ],
)
def test_each_fault_names_row_and_column_and_says_how_to_mend_it(cycle, team, admin, change, column, words):
    ((number, where, said),) = faults([row() | change], admin)
    assert (number, where) == (2, column)
    assert words in said


def test_a_practice_that_comes_twice_is_a_fault_of_the_second_row(cycle, team, admin):
    ((number, column, words),) = faults([row(), row("Testing practice 1", 3)], admin)
    assert (number, column) == (3, "practice")
    assert "A row above has Checkout, 2025 Q3 and this practice already" in words


def test_names_that_several_have_are_not_guessed(cycle, team, admin):
    twin = build.team("Twin")
    Team.objects.create(division=build.team("Other", division="Risk").division, name="Twin", slug="twin-risk")
    assert "Write one of: twin, twin-risk." not in str(faults([row(team="Chekout")], admin))
    assert bring([row(team=twin.slug)], admin).new == 1
    Team.objects.filter(pk=twin.pk).update(slug="twin-payments")
    assert "Write one of: twin-payments, twin-risk." in faults([row(team="Twin")], admin)[0][2]


def test_a_bad_row_in_the_last_line_leaves_nothing_behind(cycle, team, admin):
    build.assessment(cycle, team, {"testing-1": 1})
    cells = [*a_quarter(), now_row(level=3), row(team="Nobody")]
    assert [each[0] for each in faults(cells, admin)] == [6]
    assert Answer.objects.get(practice__key="testing-1").level == 1


def test_progress_is_told_and_may_stop_it(cycle, team, admin):
    class Cancelled(Exception):
        pass

    def stop(done):
        assert done == 3
        raise Cancelled

    with pytest.raises(Cancelled):
        bring_in(SHEET, a_quarter(), by=admin, now=build.NOW, progress=stop)


# Out and in again


def test_an_export_brought_in_again_changes_nothing(cycle, team, admin, lead):
    bring(
        [
            *a_quarter(
                evidence="2025-09-12 https://wiki.example.org/a Plan A", answered_on="2025-09-20", target=4
            ),
            row("testing-1", "n/a", cycle="2025-q2", note="=1+1\nof two lines"),
        ],
        admin,
    )
    draft = start(team, cycle, lead)
    save(answer_to(draft), lead, AnswerContent(level=3, note="Now.", target=4))
    evidence(answer_to(draft), lead)
    build.assessment(cycle, build.team("Ledger"), LEVELS)
    before, cells = counts(), exported(SHEET, admin)
    done = bring(cells, admin)
    assert (done.new, done.changed, done.unchanged, done.fault_count) == (0, 0, 12, 0)
    assert counts() == before
    texts = [{name: "" if cell is None else str(cell) for name, cell in each.items()} for each in cells]
    assert bring(texts, admin).unchanged == 12


def test_an_export_brought_in_for_another_team_gives_it_the_same_figures(cycle, team, admin):
    build.submission(
        build.cycle(cycle.version, quarter="2026-q2", state=Cycle.State.CLOSED),
        team,
        LEVELS,
        not_applicable=["testing-2"],
        targets={"testing-1": 4},
        evidence={"testing-1": date(2026, 5, 1)},
        now=datetime(2026, 5, 20, 12, tzinfo=UTC),
    )
    cells = exported(SHEET, admin)
    ledger = build.team("Ledger")
    bring([each | {"team": "Ledger"} for each in cells], admin)
    catch_up()
    assert figures(team) == figures(ledger)


def test_reading_takes_as_many_statements_for_fifty_rows_as_for_one(admin):
    keys = {"testing": (1,) * 50}
    build.cycle(build.version(keys))
    build.team("Checkout")
    bring([now_row(f"testing-{n}", 1) for n in range(1, 51)], admin)
    seen = []
    for count in (1, 50):
        with CaptureQueriesContext(connection) as statements:
            read(SHEET, [now_row(f"testing-{n}") for n in range(1, count + 1)], by=admin, now=build.NOW)
        seen.append(len(statements))
    assert seen[0] == seen[1] <= 9
    with CaptureQueriesContext(connection) as statements:
        assert len(exported(SHEET, admin)) == 50
    assert len(statements) <= 7
