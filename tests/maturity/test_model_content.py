"""The shipped model is complete: every practice can be checked by looking, and every topic has a practice."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from maturity.catalogue_file import PracticeEntry, read_model
from maturity.delivery_metrics import METRICS

ROOT = Path(__file__).parents[2]
FILE = ROOT / "maturity" / "catalogue" / "waymark-engineering.yaml"
MODEL = read_model(FILE.name, FILE.read_bytes())
PRACTICES = [practice for dimension in MODEL.dimensions for practice in dimension.practices]
KEYS = {practice.key for practice in PRACTICES}
COVERAGE = (ROOT / "docs" / "model-coverage.md").read_text(encoding="utf-8")
DIMENSIONS = (
    "testing",
    "observability",
    "release-process",
    "disaster-recovery",
    "security",
    "incident-response",
    "delivery-flow",
    "architecture-and-code-health",
    "knowledge-and-documentation",
    "infrastructure-and-environments",
    "people-and-on-call",
)
# How many rows the tables of docs/model-coverage.md need at least: a topic that goes missing is noticed.
TOPICS = {
    "The improvement list: operations": 9,
    "The improvement list: process": 7,
    "The improvement list: architecture and code": 7,
    "The slide deck: metrics": 8,
    "The slide deck: questions": 11,
    "The slide deck: themes": 23,
    "The topic sheet: stability in the cloud": 7,
    "The topic sheet: technical debt and refactoring": 5,
    "The topic sheet: mentoring, testing and quality": 9,
    "The study guide, section 4: production engineering and leadership": 26,
    "The study guide, section 5: security and compliance": 17,
    "The study guide, section 6: interfaces": 12,
    "The study guide, section 7: performance": 12,
    "The study guide, section 8: development practices": 26,
    "The plan of the first two weeks": 13,
}
# The headings of the study guide, in bold type in its tables.
HEADINGS = {4: 7, 5: 4, 6: 4, 7: 3, 8: 4}
ONLY_COMPARES = re.compile(
    r"(it|this|that|everything|things|tests?|we)? ?(is|are|gets?|works?)? ?(much |even )?"
    r"(better|improved|more mature|best practice|as level \d.*)\.",
    re.IGNORECASE,
)

each_practice = pytest.mark.parametrize("practice", PRACTICES, ids=lambda practice: practice.key)


def rows_by_table() -> dict[str, list[tuple[str, str]]]:
    tables: dict[str, list[tuple[str, str]]] = {}
    for part in COVERAGE.split("\n## ")[1:]:
        title, _, body = part.partition("\n")
        cells = [
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in body.splitlines()
            if line.startswith("|")
        ]
        tables[title.strip()] = [(topic, practices) for topic, practices in cells[2:]]
    return tables


TABLES = rows_by_table()


def test_the_model_has_its_eleven_dimensions_in_order() -> None:
    assert tuple(dimension.key for dimension in MODEL.dimensions) == DIMENSIONS
    assert len(DIMENSIONS) >= 10


def test_the_model_has_sixty_practices_or_more_and_five_or_more_in_each_dimension() -> None:
    assert len(PRACTICES) >= 60
    assert all(5 <= len(dimension.practices) <= 10 for dimension in MODEL.dimensions)


@each_practice
def test_a_practice_has_five_distinct_short_criteria(practice: PracticeEntry) -> None:
    criteria = [criterion.casefold() for criterion in practice.criteria]
    assert len(set(criteria)) == len(criteria) == 5
    for criterion in practice.criteria:
        assert len(criterion) <= 160, criterion
        assert len(criterion.split()) >= 5, criterion
        assert "etc" not in re.findall(r"\w+", criterion.casefold()), criterion
        assert not ONLY_COMPARES.fullmatch(criterion), criterion


@each_practice
def test_a_practice_says_why_in_a_sentence_or_two(practice: PracticeEntry) -> None:
    assert practice.why.endswith(".")
    assert 1 <= len(re.findall(r"[.?!](?=\s|$)", practice.why)) <= 2


@each_practice
def test_a_practice_hints_at_its_effort_in_words(practice: PracticeEntry) -> None:
    assert 5 <= len(practice.effort) <= 80
    assert not practice.effort.endswith(".")


@each_practice
def test_a_practice_names_what_would_show_it(practice: PracticeEntry) -> None:
    assert 1 <= len(practice.evidence) <= 4
    assert len(set(practice.evidence)) == len(practice.evidence)


@each_practice
def test_a_practice_moves_one_delivery_metric_or_none(practice: PracticeEntry) -> None:
    assert practice.metric == "" or practice.metric in METRICS


@each_practice
def test_a_practice_has_two_different_https_references_or_more(practice: PracticeEntry) -> None:
    addresses = [reference.url for reference in practice.references]
    assert len(set(addresses)) == len(addresses) >= 2
    for reference in practice.references:
        parts = urlsplit(reference.url)
        assert parts.scheme == "https", reference.url
        assert "." in (parts.hostname or ""), reference.url
        assert parts.username is None, reference.url
        assert not re.search(r"\s", reference.url), reference.url
        assert reference.title.strip(), reference.url


def test_every_delivery_metric_is_moved_by_a_practice() -> None:
    assert {practice.metric for practice in PRACTICES} - {""} == set(METRICS)


def test_the_coverage_names_only_practices_of_the_model() -> None:
    named = set(re.findall(r"`([^`]*)`", COVERAGE))
    assert named - KEYS == set()


def test_the_coverage_names_every_practice() -> None:
    assert KEYS - set(re.findall(r"`([^`]*)`", COVERAGE)) == set()


def test_every_topic_of_the_coverage_is_carried_by_a_practice_and_named_once() -> None:
    for title, rows in TABLES.items():
        topics = [topic for topic, _ in rows]
        assert len(set(topics)) == len(topics), title
        for topic, practices in rows:
            keys = practices.split(", ")
            assert topic, title
            assert keys == [f"`{key}`" for key in re.findall(r"`([a-z0-9-]+)`", practices)], topic


@pytest.mark.parametrize(("title", "count"), TOPICS.items(), ids=list(TOPICS))
def test_the_coverage_has_lost_no_topic(title: str, count: int) -> None:
    assert len(TABLES[title]) >= count


@pytest.mark.parametrize(("section", "count"), HEADINGS.items())
def test_the_coverage_has_every_heading_of_the_study_guide(section: int, count: int) -> None:
    (rows,) = [
        rows for title, rows in TABLES.items() if title.startswith(f"The study guide, section {section}:")
    ]
    assert len([topic for topic, _ in rows if re.fullmatch(r"\*\*.+\*\*", topic)]) == count
