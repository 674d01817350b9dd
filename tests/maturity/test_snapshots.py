"""Snapshots: the database computes what the pure rules say, and taking a day again changes nothing."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import groupby

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common import triggers
from common.decisions import Refused
from maturity.models import Assessment, Snapshot, Submission, SubmittedAnswer
from maturity.queries.snapshot_days import outdated_days
from maturity.queries.standing import FIGURES, standing_on
from maturity.scoring import Figures, PracticeAnswer, dimension_figures, overall_figures
from maturity.services.snapshots import DayNotOver, take_outdated, take_snapshot
from teams.models import Event, User
from tests import build

pytestmark = pytest.mark.django_db

NOW = build.NOW
TODAY = NOW.date()
FIRST = date(2026, 11, 1)
WEIGHTS = st.one_of(st.integers(1, 4), st.integers(1, 100))
EVIDENCE = [{"title": "Runbook", "url": "https://example.org/", "dated": "2026-01-01"}]


# What the rows should be, from the pure rules and plain Python


def expected(day: date) -> dict[tuple[int, str], Figures]:
    """Every team's figures as of `day`, by the definitions: its newest submission, scored by `maturity.scoring`."""
    rows: dict[tuple[int, str], Figures] = {}
    for submission in newest(day):
        answers = submission.answers.select_related("practice__dimension").order_by("practice__dimension_id")
        weighed = []
        for dimension, group in groupby(answers, key=lambda answer: answer.practice.dimension):
            figures = dimension_figures([as_pure(answer) for answer in group])
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


def as_pure(answer: SubmittedAnswer) -> PracticeAnswer:
    return PracticeAnswer(
        weight=answer.practice.weight,
        level=answer.level,
        not_applicable=answer.not_applicable,
        target=answer.target,
        confirmed=answer.confirmed,
        with_evidence=bool(answer.evidence),
    )


def stored(day: date) -> dict[tuple[int, str], Figures]:
    rows = Snapshot.objects.filter(day=day).values_list("team_id", "dimension_key", *FIGURES)
    return {(team, key): Figures(*figures) for team, key, *figures in rows}


def all_rows() -> list[tuple]:
    """Every column of every snapshot but its number, in order."""
    columns = [field.attname for field in Snapshot._meta.concrete_fields if field.name != "id"]
    return list(Snapshot.objects.order_by("day", "team", "dimension_key").values_list(*columns))


def outdated_by_comparing(until: date) -> list[date]:
    """The slow way to say which days are missing or stale: look at every one."""
    days = (FIRST + timedelta(days=n) for n in range((until - FIRST).days + 1))
    return [day for day in days if named(day) != {each.team_id: each.pk for each in newest(day)}]


def named(day: date) -> dict[int, int]:
    overall = Snapshot.objects.filter(day=day, dimension_key="")
    return dict(overall.values_list("team_id", "submission_id"))


@contextmanager
def rolled_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# Organisations


@st.composite
def answers(draw):
    """The columns of one submitted answer: any mixture that the database takes."""
    not_applicable = draw(st.sampled_from((False, False, False, True)))
    evidence = draw(st.sampled_from(([], EVIDENCE)))
    return {
        "level": None if not_applicable else draw(st.none() | st.integers(0, 9)),
        "not_applicable": not_applicable,
        "target": draw(st.none() | st.integers(0, 9)),
        "confirmed": draw(st.booleans()),
        "evidence": evidence,
        "newest_evidence": date(2026, 1, 1) if evidence else None,
    }


@st.composite
def versions(draw):
    """Weights of the practices by dimension, and the weights of the dimensions."""
    keys = draw(st.lists(st.sampled_from(("testing", "security", "release")), min_size=1, unique=True))
    return {key: (draw(WEIGHTS), draw(st.lists(WEIGHTS, min_size=1, max_size=4))) for key in keys}


@st.composite
def organisations(draw):
    """Two editions of the rubric, up to three teams, their submissions in any order, and archivings."""
    editions = draw(st.lists(versions(), min_size=1, max_size=2))
    teams = draw(st.integers(1, 3))
    submissions = draw(
        st.lists(
            st.tuples(st.integers(0, teams - 1), st.integers(0, len(editions) - 1), st.integers(0, 6 * 24)),
            max_size=6,
        )
    )
    archived = draw(st.lists(st.none() | st.integers(0, 8), min_size=teams, max_size=teams))
    return editions, archived, submissions


def set_up(organisation, draw_answers) -> None:
    editions, archived, submissions = organisation
    cycles = [make_cycle(number, edition) for number, edition in enumerate(editions)]
    teams = [build.team() for _ in archived]
    for team, after in zip(teams, archived, strict=True):
        team.archived_on = None if after is None else FIRST + timedelta(days=after)
        team.save()
    for team, cycle, hours in submissions:
        moment = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=hours)
        hand_in(cycles[cycle], teams[team], moment, draw_answers)


def make_cycle(number: int, edition):
    version = build.version({key: weights for key, (_, weights) in edition.items()}, published=False)
    for dimension in version.dimensions.all():
        dimension.weight = edition[dimension.key][0]
        dimension.save()
    return build.cycle(version, quarter=f"2026-q{4 - number}")


def hand_in(cycle, team, moment: datetime, draw_answers) -> Submission:
    assessment, _ = Assessment.objects.get_or_create(cycle=cycle, team=team, defaults={"started_at": moment})
    made = Submission.objects.create(
        assessment=assessment,
        team=team,
        version=cycle.version,
        number=assessment.submissions.count() + 1,
        submitted_at=moment,
        day=moment.date(),
        reason="again",
    )
    SubmittedAnswer.objects.bulk_create(
        SubmittedAnswer(submission=made, practice=practice, **draw_answers())
        for practice in cycle.version.practices.all()
    )
    return made


many = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@many
@given(st.data())
def test_database_computes_what_the_pure_rules_say(data):
    with rolled_back():
        set_up(data.draw(organisations()), lambda: data.draw(answers()))
        for day in (FIRST, FIRST + timedelta(days=3), FIRST + timedelta(days=9)):
            assert standing_on(day) == expected(day)
            take_snapshot(day=day, by=None, now=NOW)
            assert stored(day) == expected(day)


@many
@given(st.data())
def test_outdated_days_are_those_whose_rows_name_another_submission(data):
    with rolled_back():
        set_up(data.draw(organisations()), lambda: {"level": 2})
        for offset in data.draw(st.lists(st.integers(0, 9), max_size=4)):
            take_snapshot(day=FIRST + timedelta(days=offset), by=None, now=NOW)
        muddle(data)
        until = FIRST + timedelta(days=data.draw(st.integers(0, 9)))
        assert outdated_days(until) == outdated_by_comparing(until)
        list(take_outdated(until=until, by=None, now=NOW))
        assert outdated_days(until) == []


def muddle(data) -> None:
    """Late submissions and archivings after some days were taken, and rows that were lost."""
    for assessment in Assessment.objects.all():
        if data.draw(st.booleans()):
            late = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=data.draw(st.integers(0, 200)))
            hand_in(assessment.cycle, assessment.team, late, lambda: {"level": 3})
        if data.draw(st.booleans()):
            assessment.team.archived_on = FIRST + timedelta(days=data.draw(st.integers(0, 9)))
            assessment.team.save()
    for row in Snapshot.objects.filter(dimension_key=""):
        if data.draw(st.sampled_from((False, False, True))):
            row.delete()


# Days of one small organisation


@pytest.fixture
def team():
    return build.team("Ledger")


@pytest.fixture
def cycle(db):
    return build.cycle(build.version({"testing": (2, 1), "security": (1,)}))


def noon(day: int) -> datetime:
    return datetime(2026, 11, day, 12, tzinfo=UTC)


def take(day: int):
    return take_snapshot(day=date(2026, 11, day), by=None, now=NOW)


def days(*numbers: int) -> list[date]:
    return [date(2026, 11, number) for number in numbers]


def test_day_has_a_row_for_each_dimension_and_one_overall(team, cycle):
    submission = build.submission(cycle, team, {"testing-1": 3, "testing-2": 0, "security-1": 1}, now=noon(5))
    assert take(6).written == 3
    rows = {row.dimension_key: row for row in Snapshot.objects.filter(day=date(2026, 11, 6), team=team)}
    assert {key: row.score for key, row in rows.items()} == {"testing": 20000, "security": 10000, "": 15000}
    assert {(row.submission, row.version) for row in rows.values()} == {(submission, cycle.version)}


def test_day_before_the_first_submission_stays_empty(team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=noon(5))
    assert not take(4).changed
    assert not Snapshot.objects.exists()


def test_newest_of_several_submissions_of_a_day_stands(team, cycle):
    build.submission(cycle, team, {"testing-1": 1}, now=noon(5))
    build.submission(cycle, team, {"testing-1": 4}, now=noon(5) + timedelta(hours=2))
    latest = build.submission(cycle, team, {"testing-1": 2}, now=noon(5) + timedelta(hours=2))
    take(5)
    assert Snapshot.objects.get(dimension_key="testing").score == 20000
    assert Snapshot.objects.get(dimension_key="").submission == latest


def test_day_as_of_which_a_later_submission_did_not_exist_is_not_moved_by_it(team, cycle):
    build.submission(cycle, team, {"testing-1": 1}, now=noon(5))
    take(6)
    before = all_rows()
    build.submission(cycle, team, {"testing-1": 4}, now=noon(7))
    assert not take(6).changed
    assert all_rows() == before


def test_nothing_answered_is_no_data_and_not_zero(team, cycle):
    build.submission(cycle, team, {}, not_applicable=["security-1"], now=noon(5))
    take(5)
    rows = {row.dimension_key: row for row in Snapshot.objects.all()}
    assert (rows["testing"].score, rows["testing"].attained, rows["testing"].coverage) == (None, 0, 0)
    assert (rows["security"].score, rows["security"].raw_score, rows["security"].attained) == (None, 0, None)
    assert rows[""].score is None


def test_taking_a_day_twice_writes_nothing(team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=noon(5))
    take(5)
    before = fingerprint()
    assert not take(5).changed
    assert fingerprint() == before
    assert Event.objects.filter(verb="took").count() == 1


def fingerprint() -> list[tuple]:
    """Every snapshot with its number, and on PostgreSQL the place and the transaction of each row's last update."""
    physical = ", ctid::text, xmin::text" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT *{physical} FROM maturity_snapshot ORDER BY id")
        return cursor.fetchall()


def test_taking_a_day_twice_updates_no_row_on_either_database(team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=noon(5))
    take(5)
    with refusing_changes():
        assert not take(5).changed


@contextmanager
def refusing_changes():
    """Any update or removal of a snapshot inside fails."""
    frozen = triggers.Frozen("maturity_snapshot", "no change expected")
    triggers.install(connection, [frozen])
    try:
        yield
    finally:
        triggers.remove(connection, [frozen])


def test_any_order_of_days_gives_the_same_rows(team, cycle):
    for number, level in ((3, 1), (5, 4), (8, 2)):
        build.submission(cycle, team, {"testing-1": level, "security-1": level}, now=noon(number))
    for number in range(1, 11):
        take(number)
    straight = all_rows()
    Snapshot.objects.all().delete()
    for number in (9, 2, 10, 3, 3, 1, 8, 4, 7, 6, 5, 9):
        take(number)
    assert all_rows() == straight


def test_newer_submission_of_another_edition_replaces_the_dimensions_of_the_day(team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=noon(5))
    take(5)
    other = build.cycle(build.version({"testing": (1,), "release": (1,)}), quarter="2027-q1")
    build.submission(other, team, {"testing-1": 3, "release-1": 1}, now=noon(5) + timedelta(hours=1))
    taken = take(5)
    assert (taken.written, taken.removed) == (3, 1)
    assert set(stored(date(2026, 11, 5))) == {(team.pk, key) for key in ("", "testing", "release")}


def test_archived_team_has_rows_until_the_day_before(team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=noon(5))
    for number in (5, 6, 7):
        take(number)
    team.archived_on = date(2026, 11, 6)
    team.save()
    assert outdated_days(date(2026, 11, 8)) == days(6, 7)
    assert [taken.removed for taken in take_outdated(until=TODAY, by=None, now=NOW)] == [3, 3]
    assert set(Snapshot.objects.values_list("day", flat=True)) == {date(2026, 11, 5)}


def test_missing_days_are_filled_oldest_first(team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=noon(5))
    take(7)
    assert outdated_days(date(2026, 11, 9)) == days(5, 6, 8, 9)
    taken = list(take_outdated(until=date(2026, 11, 9), by=None, now=NOW))
    assert [each.day for each in taken] == days(5, 6, 8, 9)
    assert list(take_outdated(until=date(2026, 11, 9), by=None, now=NOW)) == []


def test_late_row_of_an_earlier_day_makes_its_days_stale(team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=noon(5))
    for number in (5, 6, 7):
        take(number)
    build.submission(cycle, team, {"testing-1": 4}, now=noon(6))
    assert outdated_days(date(2026, 11, 7)) == days(6, 7)
    list(take_outdated(until=date(2026, 11, 7), by=None, now=NOW))
    assert Snapshot.objects.get(day=date(2026, 11, 7), dimension_key="testing").score == 40000


def test_days_after_the_last_asked_one_are_left_alone(team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=noon(5))
    for number in (5, 6, 7, 8):
        take(number)
    assert outdated_days(date(2026, 11, 6)) == []


def test_finding_outdated_days_is_one_statement(team, cycle, django_assert_num_queries):
    build.submission(cycle, team, {"testing-1": 3}, now=noon(5))
    with django_assert_num_queries(1):
        outdated_days(date(2026, 11, 9))


@pytest.mark.parametrize("teams", [1, 20])
def test_statements_do_not_grow_with_the_teams(cycle, teams, django_assert_max_num_queries):
    for _ in range(teams):
        build.submission(cycle, build.team(), {"testing-1": 3}, now=noon(5))
    with django_assert_max_num_queries(6):  # savepoint, lock on PostgreSQL, write, remove, event, savepoint
        take(5)


def test_event_says_what_changed(team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=noon(5))
    take(5)
    event = Event.objects.get(verb="took")
    assert (event.subject, event.actor, event.at) == ("snapshot of 2026-11-05", None, NOW)
    assert event.detail == {"day": "2026-11-05", "written": 3, "removed": 0}


def test_future_day_is_refused(team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=noon(5))
    with pytest.raises(DayNotOver, match="2026-11-20 lies in the future"):
        take_snapshot(day=TODAY + timedelta(days=1), by=None, now=NOW)


def test_only_an_administrator_takes_a_snapshot_by_hand():
    with pytest.raises(Refused):
        take_snapshot(day=TODAY, by=build.user(role=User.Role.LEADERSHIP), now=NOW)
    assert not take_snapshot(day=TODAY, by=build.user(role=User.Role.ADMINISTRATOR), now=NOW).changed


def test_comparison_of_the_slow_way_sees_a_difference(team, cycle):
    """The yardstick of the property tests can fail."""
    build.submission(cycle, team, {"testing-1": 3}, now=noon(5))
    take(5)
    Snapshot.objects.filter(dimension_key="testing").update(score=1)
    day = date(2026, 11, 5)
    assert stored(day) != expected(day)
    assert replace(stored(day)[team.pk, "testing"], score=30000) == expected(day)[team.pk, "testing"]


# The command


def run(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("take_snapshots", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_command_takes_what_is_outdated(team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=datetime.now(UTC) - timedelta(days=2))
    assert [line.split(": ")[1] for line in run()] == ["3 rows written, 0 removed"] * 3
    assert run() == ["Every day is up to date."]


def test_command_takes_named_days(team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=datetime(2026, 1, 5, tzinfo=UTC))
    assert run("--day", "2026-01-07") == ["2026-01-07: 3 rows written, 0 removed"]
    assert run("--from", "2026-01-06", "--to", "2026-01-08") == [
        "2026-01-06: 3 rows written, 0 removed",
        "2026-01-07: no change",
        "2026-01-08: 3 rows written, 0 removed",
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--day", "3026-01-01"), "3026-01-01 lies in the future: today is"),
        (("--from", "2026-01-02", "--to", "3026-01-01"), "3026-01-01 lies in the future: today is"),
        (("--from", "2026-01-02", "--to", "2026-01-01"), "--from 2026-01-02 is after --to 2026-01-01."),
        (("--from", "2026-01-02"), "Give --from and --to together."),
        (("--to", "2026-01-02"), "Give --from and --to together."),
        (("--day", "2026-01-02", "--to", "2026-01-02"), "Give either --day, or --from and --to."),
        (("--day", "yesterday"), "“yesterday” is no day: write it as YYYY-MM-DD"),
    ],
)
def test_command_refuses_days_that_make_no_sense(arguments, sentence, team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(CommandError) as refusal:
        run(*arguments)
    assert sentence in str(refusal.value)
    assert refusal.value.returncode == 2
    assert not Snapshot.objects.exists()
