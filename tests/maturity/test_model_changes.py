"""What became of an edition of a model in the next one."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maturity.catalogue_file import DimensionEntry, ModelFile, PracticeEntry, ReferenceEntry
from maturity.model_changes import ModelChanges, Question, compare, question, same_question
from tests.maturity.generated_models import few_words, later_editions, models


def practice(key: str, **changes) -> PracticeEntry:
    entry = PracticeEntry(key, key.capitalize(), "It matters.", 1, 180, (f"no {key}", f"all {key}"))
    return replace(entry, **changes)


def dimension(key: str, *practices: PracticeEntry, **changes) -> DimensionEntry:
    return replace(DimensionEntry(key, key.capitalize(), "What it is about.", 1, practices), **changes)


def model(*dimensions: DimensionEntry, **changes) -> ModelFile:
    return replace(ModelFile("house", "House", "Ours.", ("Off", "On"), dimensions), **changes)


RECOVERY = dimension("recovery", practice("backups"), practice("drills"), practice("runbooks"))
TESTING = dimension("testing", practice("unit"), practice("contract"))
HOUSE = model(RECOVERY, TESTING)


FEWER = settings(max_examples=50)
PAIRS = models(few_words).flatmap(lambda file: st.tuples(st.just(file), later_editions(file)))


def keys(found) -> list[str]:
    return [each.key if hasattr(each, "key") else each.practice.key for each in found]


def with_backups(**changes) -> ModelChanges:
    first, *others = RECOVERY.practices
    recovery = replace(RECOVERY, practices=(replace(first, **changes), *others))
    return compare(HOUSE, model(recovery, TESTING))


def test_an_edition_does_not_differ_from_itself():
    changes = compare(HOUSE, HOUSE)
    assert changes.is_empty
    assert keys(changes.kept) == ["backups", "drills", "runbooks", "unit", "contract"]


def test_a_reworded_practice_is_asked_again():
    changes = with_backups(criteria=("no backups", "every night"))
    assert keys(changes.asked_again) == keys(changes.reworded) == ["backups"]
    assert changes.kept_keys == {"drills", "runbooks", "unit", "contract"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Backups, restored"),
        ("why", "Because."),
        ("effort", "A day"),
        ("metric", "recovery-time"),
        ("evidence", ("The log",)),
        ("references", (ReferenceEntry("A page", "https://example.org"),)),
    ],
)
def test_an_answer_stays_where_another_text_of_its_practice_changed(field, value):
    changes = with_backups(**{field: value})
    (change,) = changes.changed_kept
    assert (change.key, change.texts, change.reworded) == ("backups", (field,), False)
    assert not changes.asked_again


def test_another_weight_and_half_life_are_told_apart():
    (heavier,) = with_backups(weight=3).changed_kept
    (longer,) = with_backups(half_life_days=90).changed_kept
    assert (heavier.reweighed, heavier.half_life_changed) == (True, False)
    assert (longer.reweighed, longer.half_life_changed) == (False, True)


def test_a_practice_that_went_to_another_dimension_moved():
    recovery, testing = RECOVERY.practices[1:], (*TESTING.practices, RECOVERY.practices[0])
    changes = compare(
        HOUSE, model(replace(RECOVERY, practices=recovery), replace(TESTING, practices=testing))
    )
    (change,) = changes.changed_kept
    assert (change.key, change.moved_dimension, change.moved) == ("backups", True, True)
    assert not changes.asked_again


def test_of_practices_in_another_order_the_fewest_moved():
    first, second, third = RECOVERY.practices
    changes = compare(HOUSE, model(replace(RECOVERY, practices=(third, first, second)), TESTING))
    assert [(change.key, change.moved_dimension) for change in changes.changed_kept] == [("runbooks", False)]


def test_a_new_practice_in_front_moves_no_other():
    recovery = replace(RECOVERY, practices=(practice("alerts"), *RECOVERY.practices))
    changes = compare(HOUSE, model(recovery, TESTING))
    assert keys(changes.new) == ["alerts"]
    assert not changes.changed_kept


def test_a_removed_dimension_takes_its_practices_with_it():
    changes = compare(HOUSE, model(RECOVERY))
    assert keys(changes.removed_dimensions) == ["testing"]
    assert keys(changes.removed) == ["unit", "contract"]
    assert changes.removed[0].dimension.title == "Testing"


def test_a_new_dimension_is_new():
    changes = compare(model(RECOVERY), HOUSE)
    assert keys(changes.new_dimensions) == ["testing"]
    assert keys(changes.new) == ["unit", "contract"]


def test_a_dimension_changes_in_its_words_weight_and_place():
    testing = replace(TESTING, title="Tests", weight=4)
    (change,) = compare(HOUSE, model(RECOVERY, testing)).changed_dimensions
    assert (change.key, change.texts, change.reweighed, change.reordered) == (
        "testing",
        ("title",),
        True,
        False,
    )
    (moved,) = compare(HOUSE, model(TESTING, RECOVERY)).changed_dimensions
    assert moved.reordered


def test_on_another_scale_everything_is_asked_again():
    changes = compare(HOUSE, replace(HOUSE, scale=("Never", "Always")))
    assert changes.scale_changed
    assert len(changes.asked_again) == 5
    assert (changes.kept, changes.reworded) == ((), ())


def test_another_name_is_a_change():
    assert compare(HOUSE, replace(HOUSE, name="Our house")).texts == ("name",)


def test_a_question_is_its_key_its_criteria_and_its_scale():
    asked = question(practice("backups"), HOUSE)
    assert same_question(asked, Question("backups", ("no backups", "all backups"), ("Off", "On")))
    for other in (
        replace(asked, key="restores"),
        replace(asked, criteria=("no", "all")),
        replace(asked, scale=("Off", "Always")),
    ):
        assert not same_question(asked, other)


@given(models(few_words))
@FEWER
def test_no_model_differs_from_itself(file):
    assert compare(file, file).is_empty


@given(PAIRS)
@FEWER
def test_every_practice_of_both_is_in_exactly_one_list(pair):
    before, after = pair
    changes = compare(before, after)
    listed = [*keys(changes.new), *keys(changes.removed), *keys(changes.kept), *keys(changes.asked_again)]
    everything = {p.key for file in pair for d in file.dimensions for p in d.practices}
    assert sorted(listed) == sorted(everything)


@given(PAIRS)
@FEWER
def test_what_did_not_change_is_never_asked_again(pair):
    before, after = pair
    changes = compare(before, after)
    assert changes.is_empty == (before == after)
    for change in changes.asked_again:
        assert change.reworded or changes.scale_changed
    for change in changes.kept:
        assert change.before.practice.criteria == change.after.practice.criteria
        assert not changes.scale_changed


@given(PAIRS)
@FEWER
def test_backwards_the_new_are_the_removed(pair):
    before, after = pair
    there, back = compare(before, after), compare(after, before)
    assert sorted(keys(there.new)) == sorted(keys(back.removed))
    assert there.kept_keys == back.kept_keys
