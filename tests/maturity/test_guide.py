"""The Guide as data: which version it shows, what an article says, what is found, where teams stand."""

from datetime import date, timedelta

import pytest

from maturity.catalogue_file import DimensionEntry, ModelFile, PracticeEntry, ReferenceEntry
from maturity.models import Cycle, ModelVersion
from maturity.queries import guide
from maturity.queries.practice_standing import practice_standing
from maturity.services.model_versions import load_model, publish_version
from tests import build
from tests.maturity.standings import TODAY, noon, submit

pytestmark = pytest.mark.django_db

BACKUPS = PracticeEntry(
    key="backups",
    title="Backups are restored",
    why="A backup that was never restored is a hope.",
    weight=2,
    half_life_days=90,
    criteria=("None.", "By hand.", "Every night."),
    references=(ReferenceEntry("A page", "https://example.org/backups"),),
    effort="Two days",
    metric="recovery-time",
    evidence=("The log of a rehearsal",),
)
RUNBOOKS = PracticeEntry(
    "runbooks", "Runbooks exist", "At night nobody invents.", 1, 180, ("No.", "One.", "All.")
)
ALERTS = PracticeEntry(
    "alerts", "Alerts lead to action", "Noise hides fire.", 1, 180, ("No.", "Some.", "All.")
)
HOUSE = ModelFile(
    "house",
    "House model",
    "Ours.",
    ("Absent", "Some", "All"),
    (
        DimensionEntry("recovery", "Recovery", "After a loss.", 3, (BACKUPS, RUNBOOKS)),
        DimensionEntry("watching", "Watching", "Before a loss.", 1, (ALERTS,)),
    ),
)


def published(file=HOUSE, now=build.NOW):
    return publish_version(version=load_model(file=file, by=None, now=now), by=None, now=now)


def found(query):
    return [each.key for each in guide.search(guide.newest_book(), tuple(query.split()))]


# Which version


def test_without_a_published_version_there_is_no_book():
    build.version(published=False)
    assert guide.newest_book() is None


def test_the_version_published_last_is_the_book_and_drafts_are_not():
    first = published()
    other = build.version({"other": (1,)}, published=False)
    assert guide.newest_book().version_id == first.pk
    publish_version(version=other, by=None, now=build.NOW + timedelta(days=1))
    assert guide.newest_book().version_id == other.pk


def test_a_practice_that_left_the_model_is_in_the_last_book_that_had_it():
    old = published()
    published(
        now=build.NOW + timedelta(days=1),
        file=ModelFile("house", "H", "O", ("No", "Yes"), HOUSE.dimensions[1:]),
    )
    load_model(file=HOUSE, by=None, now=build.NOW + timedelta(days=2))
    assert guide.newest_book().chapter_of("backups") is None
    assert guide.former_book("backups").version_id == old.pk
    assert guide.former_book("never-was") is None


# What it says


def test_the_contents_are_in_the_order_of_the_file():
    published()
    book = guide.newest_book()
    assert (book.name, book.summary, book.number, book.practices) == ("House model", "Ours.", 1, 3)
    assert [(c.key, c.weight, [e.title for e in c.entries]) for c in book.chapters] == [
        ("recovery", 3, ["Backups are restored", "Runbooks exist"]),
        ("watching", 1, ["Alerts lead to action"]),
    ]


def test_an_article_says_all_that_the_file_says():
    published()
    (article,) = guide.articles(guide.newest_book(), practice="backups")["recovery"]
    assert (article.title, article.why) == (BACKUPS.title, BACKUPS.why)
    assert (article.weight, article.half_life_days, article.effort) == (2, 90, "Two days")
    assert (article.metric, article.evidence) == ("Time to recover", ("The log of a rehearsal",))
    assert [(level.value, level.name, level.text, level.look) for level in article.levels] == [
        (0, "Absent", "None.", "lv0"),
        (1, "Some", "By hand.", "lv2"),
        (2, "All", "Every night.", "lv4"),
    ]
    assert [reference.url for reference in article.references] == ["https://example.org/backups"]


def test_articles_are_of_all_chapters_or_of_one():
    published()
    book = guide.newest_book()
    keys = {key: [article.key for article in each] for key, each in guide.articles(book).items()}
    assert keys == {"recovery": ["backups", "runbooks"], "watching": ["alerts"]}
    assert list(guide.articles(book, chapter="watching")) == ["watching"]


@pytest.mark.parametrize(
    ("practice", "before", "after"),
    [("backups", None, "runbooks"), ("runbooks", "backups", "alerts"), ("alerts", "runbooks", None)],
)
def test_a_practice_has_neighbours_across_chapters(practice, before, after):
    published()
    assert tuple(each and each.key for each in guide.newest_book().beside(practice)) == (before, after)


def test_a_chapter_has_neighbours():
    published()
    book = guide.newest_book()
    assert [each and each.key for each in book.chapters_beside("recovery")] == [None, "watching"]
    assert [each and each.key for each in book.chapters_beside("watching")] == ["recovery", None]


@pytest.mark.parametrize("highest", range(1, 10))
def test_the_colours_go_from_the_first_to_the_last_on_every_scale(highest):
    looks = [guide.look(level, highest) for level in range(highest + 1)]
    assert (looks[0], looks[-1]) == ("lv0", "lv4")
    assert looks == sorted(looks)


# Search


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("RUNBOOKS", ["runbooks"]),
        ("nobody invents", ["runbooks"]),
        ("every NIGHT", ["backups"]),
        ("rehearsal", ["backups"]),
        ("night", ["backups", "runbooks"]),
        ("night zebra", []),
        ("%", []),
        ("_", []),
    ],
)
def test_titles_reasons_levels_and_evidence_are_searched(query, keys):
    published()
    assert found(query) == keys


def test_what_is_found_shows_where():
    published()
    (hit,) = guide.search(guide.newest_book(), ("restored",))
    assert [piece.text for piece in hit.title if piece.is_hit] == ["restored"]
    assert [passage.label for passage in hit.passages] == ["Why it matters"]
    (level,) = guide.search(guide.newest_book(), ("hand",))
    assert (level.chapter.title, level.passages[0].label) == ("Recovery", "Level 1, some")


def test_many_passages_are_counted_and_not_all_shown():
    build.version({"testing": (1,)})
    (hit,) = guide.search(guide.newest_book(), ("level",))
    assert (len(hit.passages), hit.more) == (3, 2)


# Where teams stand


@pytest.fixture
def house():
    version = build.version()
    return version, build.cycle(version)


def rows(practice="testing-1", today=TODAY):
    standing = practice_standing(guide.newest_book(), practice, today)
    return {words: teams for words, teams in standing.rows if teams}


def test_teams_are_counted_by_the_level_of_their_newest_submission(house):
    _, cycle = house
    for level in (1, 1, 3):
        submit(cycle, build.team(), date(2026, 11, 3), {"testing-1": level})
    again = build.team()
    submit(cycle, again, date(2026, 11, 3), {"testing-1": 4})
    submit(cycle, again, date(2026, 11, 4), {"testing-1": 0})
    assert rows() == {"0 · Absent": 1, "1 · Reactive": 2, "3 · Measured": 1}


def test_every_level_has_a_row_and_the_teams_are_counted(house):
    _, cycle = house
    build.team()
    submit(cycle, build.team(), date(2026, 11, 3), {"testing-1": 1})
    standing = practice_standing(guide.newest_book(), "testing-1", TODAY)
    assert [teams for _, teams in standing.rows] == [0, 1, 0, 0, 0]
    assert (standing.submitted, standing.teams) == (1, 2)


def test_what_is_no_level_is_counted_by_its_word(house):
    version, cycle = house
    submit(cycle, build.team(), date(2026, 11, 3), {}, not_applicable=["testing-1"])
    submit(cycle, build.team(), date(2026, 11, 3), {"testing-2": 1})
    other = build.version({"recovery": (1,)})
    submit(build.cycle(other, quarter="2026-q3"), build.team(), date(2026, 8, 3), {"recovery-1": 1})
    ModelVersion.objects.filter(pk=other.pk).update(state="retired")
    assert guide.newest_book().version_id == version.pk
    assert rows() == {"not applicable": 1, "not answered": 1, "not asked yet": 1}


def test_an_answer_to_an_earlier_version_counts_where_the_scale_is_the_same(house):
    version, cycle = house
    submit(cycle, build.team(), date(2026, 11, 3), {"testing-1": 2})
    build.version(model=version.model)
    assert rows() == {"2 · Managed": 1}


def test_a_level_of_another_scale_is_no_level_of_this_one():
    published()
    file = ModelFile("house", "H", "O", ("No", "Yes"), (DimensionEntry("r", "R", "R", 1, (two_levels(),)),))
    cycle = build.cycle(guide_version(), quarter="2026-q3")
    submit(cycle, build.team(), date(2026, 8, 3), {"backups": 2})
    published(file, build.NOW + timedelta(days=1))
    assert rows("backups") == {"on another scale": 1}


def two_levels():
    return PracticeEntry("backups", "Backups", "Why.", 1, 180, ("No.", "Yes."))


def guide_version():
    return ModelVersion.objects.get(pk=guide.newest_book().version_id)


def test_archived_teams_and_later_days_do_not_count(house):
    _, cycle = house
    gone = build.team()
    submit(cycle, gone, date(2026, 11, 3), {"testing-1": 1})
    gone.archived_on = TODAY
    gone.save()
    submit(cycle, build.team(), date(2026, 11, 25), {"testing-1": 2})
    assert rows() == {}
    assert rows(today=date(2026, 11, 25)) == {"2 · Managed": 1}


def test_a_draft_moves_no_count(house):
    _, cycle = house
    build.assessment(cycle, build.team(), {"testing-1": 4})
    assert rows() == {}


# Statements


@pytest.mark.parametrize("practices", [1, 50])
@pytest.mark.parametrize("dimensions", [1, 10])
def test_statements_do_not_grow_with_the_model(django_assert_num_queries, practices, dimensions):
    version = build.version({f"d{n}": [1] * practices for n in range(dimensions)})
    cycle = build.cycle(version, state=Cycle.State.CLOSED)
    for _ in range(dimensions):
        submit(cycle, build.team(), noon(TODAY).date(), {"d0-1": 2})
    with django_assert_num_queries(3):
        book = guide.newest_book()
    with django_assert_num_queries(3):
        assert len(guide.articles(book)) == dimensions
    with django_assert_num_queries(3):
        assert len(guide.search(book, ("practice",))) == practices * dimensions
    with django_assert_num_queries(3):
        assert practice_standing(book, "d0-1", TODAY).submitted == dimensions
    with django_assert_num_queries(3):
        guide.former_book("d0-1")
