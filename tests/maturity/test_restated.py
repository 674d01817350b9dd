"""The matrix restated: the same answers under today's model, by the pure rules and by the database."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity.matrix_address import MatrixAddress
from maturity.models import ModelVersion, Practice, SubmittedAnswer
from maturity.queries.matrix import matrix
from maturity.queries.matrix_pairs import Pair, reported
from maturity.queries.restated import restated
from maturity.scoring import Figures, PracticeAnswer, dimension_figures, overall_figures
from maturity.services.snapshots import take_snapshot
from tests import build
from tests.maturity.organisations import answers, many, organisations, rolled_back, set_up
from tests.maturity.snapshot_rows import FIRST, as_pure, newest
from tests.maturity.standings import TODAY, snap, submit

pytestmark = pytest.mark.django_db


def expected(day: date, version: ModelVersion) -> dict[tuple[int, str], Figures]:
    """The definition, practice by practice."""
    rows: dict[tuple[int, str], Figures] = {}
    for submission in newest(day):
        other = submission.version
        alike = (other.model_id, len(other.scale)) == (version.model_id, len(version.scale))
        given_then = {answer.practice.key: answer for answer in submission.answers.all()} if alike else {}
        by_dimension = defaultdict(list)
        for practice in version.practices.select_related("dimension"):
            by_dimension[practice.dimension].append(under(practice, given_then.get(practice.key), day))
        weighed = [(dimension.weight, dimension_figures(found)) for dimension, found in by_dimension.items()]
        for dimension, found in by_dimension.items():
            rows[submission.team_id, dimension.key] = dimension_figures(found)
        rows[submission.team_id, ""] = overall_figures(weighed)
    return rows


def under(practice: Practice, answer: SubmittedAnswer | None, day: date) -> PracticeAnswer:
    if answer is None:
        return PracticeAnswer(
            weight=practice.weight,
            level=None,
            not_applicable=False,
            target=None,
            confirmed=True,
            with_evidence=False,
        )
    answer.practice = practice
    return as_pure(answer, day)


def read(row) -> Pair:
    return Pair(*row[2:])


@many
@given(st.data())
def test_the_database_restates_as_the_definition_says(data):
    with rolled_back():
        set_up(data.draw(organisations()), lambda: data.draw(answers()))
        version = data.draw(st.sampled_from(list(ModelVersion.objects.order_by("pk"))))
        now, then = FIRST + timedelta(days=9), FIRST + timedelta(days=data.draw(st.integers(0, 9)))
        after, before = expected(now, version), expected(then, version)
        found = {(row[0], row[1]): read(row) for row in restated(now, then, version.pk, "coverage", "").pairs}
        assert found == {
            place: Pair(
                version.pk,
                figures.score,
                figures.gap,
                figures.confidence,
                figures.applicable,
                figures.not_applicable,
                figures.coverage,
                version.pk if place in before else None,
                before[place].score if place in before else None,
            )
            for place, figures in after.items()
        }


@many
@given(st.data())
def test_under_one_version_restated_is_as_reported(data):
    with rolled_back():
        world = build.version({"testing": (2, 1), "security": (1,)})
        cycle = build.cycle(world)
        for _ in range(data.draw(st.integers(1, 3))):
            levels = st.dictionaries(
                st.sampled_from(["testing-1", "testing-2", "security-1"]), st.integers(0, 4)
            )
            submit(cycle, build.team(), FIRST, data.draw(levels))
        take_snapshot(day=FIRST, by=None, now=build.NOW)
        one = reported(FIRST, None, [], "gap", "").pairs
        other = restated(FIRST, None, world.pk, "gap", "").pairs
        assert sorted(one) == sorted(other)


def rows(found):
    return {row.place.slug: row for group in found.groups for row in group.rows}


@pytest.fixture
def another_version(world):
    """From 2027 on two practices of testing are one, and one is new; security stays as it was."""
    newer = build.version({"testing": (2,), "security": (1,), "release": (1,)}, model=world.version.model)
    build.cycle(newer, quarter="2027-q1")
    return newer


def test_what_was_reported_reads_otherwise_under_todays_model(world, another_version):
    later = date(2027, 2, 1)
    as_reported = matrix(MatrixAddress(cycle="2026-q4"), later)
    found = matrix(MatrixAddress(cycle="2026-q4", reading="restated"), later)
    assert [key for key, _ in as_reported.dimensions] == ["testing", "security"]
    assert [key for key, _ in found.dimensions] == ["testing", "security", "release"]
    assert [cell.value for cell in rows(as_reported)["ledger"].cells] == [16667, 20000, 18334]
    testing, security, release, overall = rows(found)["ledger"].cells
    assert [testing.value, security.value, release.value, overall.value] == [20000, 20000, None, 20000]
    assert release.state == "no_data"
    assert (testing.change, overall.change) == (10000, 5000)
    assert rows(found)["fraud"].cells[0].state == "not_reported"


def test_what_does_not_match_is_said(world, another_version):
    found = matrix(MatrixAddress(reading="restated"), date(2027, 2, 1))
    (unlike,) = found.unlike
    assert (unlike.number, unlike.is_comparable) == (1, True)
    assert unlike.gone == ("Testing practice 2",)
    assert unlike.new == ("Release practice 1",)


def test_answers_on_another_scale_do_not_count(world):
    other = build.version({"testing": (1,), "security": (1,)}, model=world.version.model, published=False)
    other.scale = ["No", "Yes"]
    other.state, other.published_at = ModelVersion.State.PUBLISHED, build.NOW
    other.save()
    build.cycle(other, quarter="2027-q1")
    found = matrix(MatrixAddress(reading="restated"), date(2027, 2, 1))
    assert {cell.state for cell in rows(found)["ledger"].cells} == {"no_data"}
    assert not found.unlike[0].is_comparable


def test_with_one_version_there_is_nothing_unlike(world):
    assert matrix(MatrixAddress(reading="restated"), TODAY).unlike == ()


@pytest.mark.parametrize("more", [0, 49])
def test_the_same_few_statements_for_one_team_and_for_fifty(world, more, django_assert_num_queries):
    for _ in range(more):
        submit(world.q4, build.team(), TODAY, {"testing-1": 1})
    snap(TODAY)
    with django_assert_num_queries(5):
        matrix(MatrixAddress(reading="restated"), TODAY)
