"""The model that ships keeps the rules that docs/model-format.md gives to its authors."""

from pathlib import Path

import pytest

from maturity.catalogue_file import PracticeEntry, read_model, write_model

FILE = Path(__file__).parents[2] / "maturity" / "catalogue" / "waymark-engineering.yaml"
MODEL = read_model(FILE.name, FILE.read_bytes())
PRACTICES = [practice for dimension in MODEL.dimensions for practice in dimension.practices]
VAGUE = (
    "etc.",
    "better",
    "regularly",
    "properly",
    "appropriate",
    "adequate",
    "robust",
    "possible to",
    "\u2014",
)

each_practice = pytest.mark.parametrize("practice", PRACTICES, ids=lambda practice: practice.key)


def test_the_first_five_dimensions_stay_where_returning_teams_know_them() -> None:
    keys = [dimension.key for dimension in MODEL.dimensions]
    assert keys[:5] == ["testing", "observability", "release-process", "disaster-recovery", "security"]


def test_every_dimension_has_five_practices_or_more() -> None:
    assert all(len(dimension.practices) >= 5 for dimension in MODEL.dimensions)


def test_the_scale_has_five_levels() -> None:
    assert MODEL.scale == ("Absent", "Reactive", "Managed", "Measured", "Leading")


def test_no_criterion_and_no_title_is_used_twice() -> None:
    criteria = [criterion.casefold() for practice in PRACTICES for criterion in practice.criteria]
    titles = [practice.title.casefold() for practice in PRACTICES]
    assert len(set(criteria)) == len(criteria) == 5 * len(PRACTICES)
    assert len(set(titles)) == len(titles)


@each_practice
def test_criteria_are_short_sentences_without_vague_words(practice: PracticeEntry) -> None:
    for criterion in practice.criteria:
        assert len(criterion) < 160, criterion
        assert criterion.endswith("."), criterion
        assert not [word for word in VAGUE if word in criterion.casefold()], criterion


@each_practice
def test_the_upper_levels_ask_for_a_number_or_for_all(practice: PracticeEntry) -> None:
    for criterion in practice.criteria[3:]:
        words = set(criterion.casefold().replace(",", " ").replace(".", " ").split())
        checkable = words & {
            "all",
            "each",
            "every",
            "any",
            "no",
            "none",
            "one",
            "monthly",
            "weekly",
            "quarterly",
        }
        assert checkable or any(character.isdigit() for character in criterion), criterion


@each_practice
def test_a_practice_says_why_and_where_to_read_on(practice: PracticeEntry) -> None:
    assert practice.references
    assert all(reference.url.startswith("https://") for reference in practice.references)
    assert 1 <= practice.weight <= 3
    assert 40 <= len(practice.why) <= 320
    assert practice.why.count(". ") <= 2


def test_the_model_survives_writing_and_reading() -> None:
    assert read_model(FILE.name, write_model(MODEL).encode()) == MODEL
