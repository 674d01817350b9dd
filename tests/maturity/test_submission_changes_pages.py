from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from maturity.models import Answer, Cycle, Evidence
from maturity.queries.submission_changes import changes_between
from tests import build
from tests.maturity.drafts import TODAY, answer_to, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_tests_moment")]
QUARTERS = (f"{year}-q{quarter}" for year in range(2020, 2026) for quarter in range(1, 5))
PAGE = "/teams/checkout/assessments/2026-q4/"


@pytest.fixture
def corrected(as_, assessment):
    """Two submissions: in the second one answer moved in every way, one does not apply, one stayed."""
    browser = as_("lead")
    Answer.objects.update(level=1, note="Half *done*.")
    moved = answer_to(assessment)
    gone = Evidence.objects.create(answer=moved, title="Old run", url="https://example.org/old", dated=TODAY)
    browser.post(f"{PAGE}submit/")
    gone.delete()
    Evidence.objects.create(answer=moved, title="New run", url="https://example.org/new", dated=TODAY)
    Answer.objects.filter(pk=moved.pk).update(level=3, note="All **done**.", target=4, target_by="2027-q1")
    Answer.objects.filter(pk=answer_to(assessment, "testing-2").pk).update(
        level=None,
        not_applicable=True,
        not_applicable_because="too-early",
        not_applicable_reason="No traffic.",
    )
    browser.post(f"{PAGE}submit/", {"reason": "Counted again."})
    return assessment


def rows(page):
    """The rows of the tables of changes, as lists of the words in their cells."""
    bodies = "".join(part.split("</table>")[0] for part in page.split('class="table changes"')[1:])
    return [_words(row) for row in bodies.split("<tr>")[1:]]


def _words(row):
    words, depth = [""], 0
    for part in row.replace("</td>", "|</td>").replace("</th>", "|</th>").split("<"):
        words.append(part.partition(">")[2] if depth else part)
        depth = 1
    return [" ".join(cell.split()) for cell in "".join(words).split("|")][:-1]


def test_a_correction_shows_what_it_changed(as_, corrected):
    for who in ("outsider", "leadership"):
        page = text_of(as_(who).get(f"{PAGE}submissions/2/"))
        assert "What this correction changed" in page
        assert "2 of 3 practices differ: 1 at a higher level." in page
        assert rows(page) == [
            ["Practice", "What", "Submission 1", "Submission 2"],
            ["Testing practice 1 Testing", "Level", "1 · Reactive", "3 · Measured"],
            ["Note", "Half done.", "All done."],
            ["Target", "none", "4 · Leading, by 2027 Q1"],
            ["Evidence", "Old run Thu 19 Nov", "New run Thu 19 Nov"],
            ["Testing practice 2 Testing", "Level", "1 · Reactive", "not applicable"],
            ["Why not applicable", "none", "Too early in the product’s life: No traffic."],
        ]
        assert "<strong>done</strong>" in page


def test_the_first_submission_corrects_nothing(as_, corrected):
    page = text_of(as_("outsider").get(f"{PAGE}submissions/1/"))
    assert "What this correction changed" not in page
    assert "Half <em>done</em>." in page


def test_any_two_submissions_are_compared_either_way_round(as_, corrected):
    browser = as_("outsider")
    there = text_of(browser.get(f"{PAGE}submissions/2/since/1/"))
    back = text_of(browser.get(f"{PAGE}submissions/1/since/2/"))
    assert rows(there)[1:] == [[*row[:-2], row[-1], row[-2]] for row in rows(back)[1:]]
    assert "what changed since submission 1" in there
    assert "1 at a lower level" in back
    itself = text_of(browser.get(f"{PAGE}submissions/2/since/2/"))
    assert "Nothing differs in level, note, target or evidence: 3 practices compared." in itself
    assert rows(itself) == []


def test_a_submission_leads_to_its_comparisons(as_, corrected, team, cycle):
    earlier = build.cycle(cycle.version, quarter="2026-q3", state=Cycle.State.CLOSED)
    build.submission(earlier, team, {"testing-1": 1}, now=build.NOW - timedelta(days=90))
    page = text_of(as_("outsider").get(f"{PAGE}submissions/2/"))
    for address, words in (("2026-q3", "2026 Q3"), ("1", "Submission 1")):
        assert f'href="{PAGE}submissions/2/since/{address}/">{words}</a>' in page
    assert f'href="{PAGE}submissions/1/since/2026-q3/"' in text_of(as_("lead").get(f"{PAGE}submissions/1/"))


def test_a_quarter_is_compared_with_the_last_word_of_the_one_before(as_, team, cycle):
    earlier = build.cycle(cycle.version, quarter="2026-q3", state=Cycle.State.CLOSED)
    build.submission(earlier, team, {"testing-1": 0}, now=build.NOW - timedelta(days=90))
    build.submission(earlier, team, {"testing-1": 1}, now=build.NOW - timedelta(days=80))
    build.submission(cycle, team, {"testing-1": 2})
    page = text_of(as_("outsider").get(f"{PAGE}submissions/1/since/2026-q3/"))
    assert "what changed since 2026 Q3" in page
    assert "2026 Q3, submission 2" in page
    assert rows(page) == [
        ["Practice", "What", "2026 Q3", "2026 Q4"],
        ["Testing practice 1 Testing", "Level", "1 · Reactive", "2 · Managed"],
    ]


def test_across_versions_shared_practices_are_compared_and_the_others_are_named(as_, team):
    old = build.version({"testing": (1, 1), "people": (1,)})
    new = build.version({"testing": (1,), "security": (1,)}, model=old.model)
    earlier = build.cycle(old, quarter="2026-q3", state=Cycle.State.CLOSED)
    build.submission(earlier, team, {"testing-1": 1, "testing-2": 1, "people-1": 1})
    build.submission(build.cycle(new), team, {"testing-1": 2, "security-1": 1})
    page = text_of(as_("outsider").get(f"{PAGE}submissions/1/since/2026-q3/"))
    assert "from version 1 to version 2" in page
    assert "1 of 1 practice differs" in page
    assert "<b>Asked in 2026 Q3 alone:</b> Testing practice 2, People practice 1." in page
    assert "<b>Asked in 2026 Q4 alone:</b> Security practice 1." in page
    assert "scale of levels changed" not in page


def test_another_scale_is_said_and_its_levels_are_not_counted_as_moves(team):
    old, new = build.version(published=False), build.version()
    old.scale = ["None", "Some", "All"]
    old.save()
    before = build.submission(build.cycle(old, quarter="2026-q3"), team, {"testing-1": 1})
    changes = changes_between(before, build.submission(build.cycle(new), team, {"testing-1": 2}))
    assert (changes.same_scale, changes.higher, changes.lower) == (False, 0, 0)
    (aspect,) = changes.practices[0].aspects
    assert (aspect.before, aspect.after) == ("1 · Some", "2 · Managed")


def test_a_comparison_takes_as_many_statements_for_many_practices(as_):
    browser = as_("leadership")
    for address in ("submissions/2/since/1/", "submissions/2/"):
        few, many = (_statements(browser, practices, address) for practices in (1, 50))
        assert few == many <= 14, address


def _statements(browser, practices, address):
    team, cycle = (
        build.team(),
        build.cycle(build.version({"testing": [1] * practices}), quarter=next(QUARTERS)),
    )
    for level in (1, 2):
        build.submission(cycle, team, {f"testing-{n}": level for n in range(1, practices + 1)})
    with CaptureQueriesContext(connection) as seen:
        page = text_of(browser.get(f"/teams/{team.slug}/assessments/{cycle.slug}/{address}"))
    assert f"{practices} of {practices} practice" in page
    return len(seen)
