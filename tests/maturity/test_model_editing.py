"""Edits of a model as values: what they change, and that they change nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity import model_editing as editing
from maturity.model_changes import compare
from maturity.model_editing import CannotEdit
from tests.maturity.models_made import HOUSE, dimension, practice


def order(file):
    return {each.key: [p.key for p in each.practices] for each in file.dimensions}


def everything(file):
    return sorted(p.key for each in file.dimensions for p in each.practices)


def test_a_new_practice_is_the_last_of_its_dimension():
    file = editing.put_practice(HOUSE, practice("alerts"), "recovery")
    assert order(file)["recovery"] == ["backups", "drills", "runbooks", "alerts"]


def test_a_changed_practice_keeps_its_place():
    file = editing.put_practice(HOUSE, practice("drills", title="Drills happen"), "recovery")
    assert order(file) == order(HOUSE)
    assert editing.find_practice(file, "drills").practice.title == "Drills happen"


def test_a_practice_goes_to_another_dimension():
    file = editing.put_practice(HOUSE, practice("drills"), "testing")
    assert order(file) == {"recovery": ["backups", "runbooks"], "testing": ["units", "contracts", "drills"]}


def test_a_practice_goes_nowhere_that_is_gone():
    with pytest.raises(CannotEdit) as caught:
        editing.put_practice(HOUSE, practice("drills"), "nowhere")
    assert caught.value.field == "dimension"


def test_a_dimension_takes_a_hundred_practices_and_no_more():
    full = replace(HOUSE, dimensions=(dimension("flow", *(practice(f"p-{n}") for n in range(100))),))
    with pytest.raises(CannotEdit, match="100 practices"):
        editing.put_practice(full, practice("one-more"), "flow")
    assert everything(editing.put_practice(full, practice("p-5", weight=7), "flow")) == everything(full)


def test_a_model_takes_fifty_dimensions_and_no_more():
    full = replace(HOUSE, dimensions=tuple(dimension(f"d-{n}") for n in range(50)))
    with pytest.raises(CannotEdit, match="50 dimensions"):
        editing.put_dimension(full, dimension("one-more"))
    assert editing.put_dimension(full, dimension("d-7", title="Seven")).dimensions[7].title == "Seven"


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (0, ["runbooks", "backups", "drills"]),
        (1, ["backups", "runbooks", "drills"]),
        (2, ["backups", "drills", "runbooks"]),
        (99, ["backups", "drills", "runbooks"]),
    ],
)
def test_a_practice_moves_to_a_place(place, expected):
    assert order(editing.move_practice(HOUSE, "runbooks", place))["recovery"] == expected


def test_a_dimension_moves_with_its_practices():
    file = editing.move_dimension(HOUSE, "testing", 0)
    assert list(order(file)) == ["testing", "recovery"]
    assert everything(file) == everything(HOUSE)


@pytest.mark.parametrize("move", [editing.move_practice, editing.move_dimension])
def test_what_is_gone_is_not_moved(move):
    with pytest.raises(CannotEdit, match="no longer"):
        move(HOUSE, "nothing", 0)


def test_removing_twice_is_removing_once():
    once = editing.remove_practice(HOUSE, "drills")
    assert order(once)["recovery"] == ["backups", "runbooks"]
    assert editing.remove_practice(once, "drills") == once
    without = editing.remove_dimension(HOUSE, "testing")
    assert editing.remove_dimension(without, "testing") == without


@pytest.mark.parametrize("key", ["backups", "drills", "runbooks", "units", "contracts"])
def test_a_practice_comes_back_as_it_was_where_it_was(key):
    removed = editing.remove_practice(HOUSE, key)
    assert editing.restore_practice(removed, HOUSE, key) == HOUSE
    assert editing.restore_practice(HOUSE, HOUSE, key) == HOUSE


def test_a_practice_brings_its_dimension_back():
    file = editing.restore_practice(editing.remove_dimension(HOUSE, "recovery"), HOUSE, "drills")
    assert order(file) == {"recovery": ["drills"], "testing": ["units", "contracts"]}


def test_a_dimension_comes_back_with_what_is_nowhere_else():
    moved = editing.put_practice(HOUSE, practice("drills"), "testing")
    removed = editing.remove_dimension(moved, "recovery")
    file = editing.restore_dimension(removed, HOUSE, "recovery")
    assert order(file) == {"recovery": ["backups", "runbooks"], "testing": ["units", "contracts", "drills"]}
    assert editing.restore_dimension(file, HOUSE, "recovery") == file


@pytest.mark.parametrize("restore", [editing.restore_practice, editing.restore_dimension])
def test_what_never_was_does_not_come_back(restore):
    with pytest.raises(CannotEdit, match="before has no such"):
        restore(HOUSE, HOUSE, "nothing")


def test_a_dimension_keeps_its_practices_when_its_words_change():
    file = editing.put_dimension(HOUSE, dimension("testing", title="Tests", weight=9))
    assert order(file) == order(HOUSE)
    assert editing.find_dimension(file, "testing").title == "Tests"


def test_a_new_dimension_has_no_practice_yet():
    file = editing.put_dimension(HOUSE, dimension("flow", practice("never")))
    assert order(file)["flow"] == []


def test_weights_change_by_key():
    file = editing.reweigh(HOUSE, {"testing": 5}, {"drills": 7})
    assert [each.weight for each in file.dimensions] == [1, 5]
    assert [p.weight for p in file.dimensions[0].practices] == [2, 7, 1]
    assert editing.reweigh(file, {"testing": 3}, {"drills": 1}) == HOUSE


def test_the_number_of_levels_stays():
    renamed = editing.put_details(HOUSE, name="Ours", summary="New.", scale=("No", "Part", "All"))
    assert (renamed.name, renamed.summary, renamed.scale) == ("Ours", "New.", ("No", "Part", "All"))
    with pytest.raises(CannotEdit, match="model's file"):
        editing.put_details(HOUSE, name="Ours", summary="New.", scale=("No", "Yes"))


def test_a_mark_is_of_the_entry_alone():
    moved = editing.move_practice(HOUSE, "drills", 0)
    assert editing.mark_of_practice(moved, "drills") == editing.mark_of_practice(HOUSE, "drills")
    other = editing.put_practice(HOUSE, practice("drills", weight=9), "recovery")
    assert editing.mark_of_practice(other, "drills") != editing.mark_of_practice(HOUSE, "drills")
    assert editing.mark_of_practice(other, "backups") == editing.mark_of_practice(HOUSE, "backups")
    assert editing.mark_of_dimension(other, "recovery") == editing.mark_of_dimension(HOUSE, "recovery")
    elsewhere = editing.put_practice(HOUSE, practice("drills"), "testing")
    assert editing.mark_of_practice(elsewhere, "drills") != editing.mark_of_practice(HOUSE, "drills")
    assert editing.mark_of_practice(HOUSE, "nothing") == editing.mark_of_dimension(HOUSE, "nothing") == ""


KEYS = everything(HOUSE)
EDITS = st.one_of(
    st.builds(
        lambda key, place: lambda f: editing.move_practice(f, key, place),
        st.sampled_from(KEYS),
        st.integers(0, 4),
    ),
    st.builds(
        lambda key, into: lambda f: editing.put_practice(f, practice(key), into),
        st.sampled_from(KEYS),
        st.sampled_from(["recovery", "testing"]),
    ),
    st.builds(lambda place: lambda f: editing.move_dimension(f, "recovery", place), st.integers(0, 2)),
)


@given(st.lists(EDITS, max_size=6))
def test_moving_loses_nothing_and_asks_nothing_again(edits):
    file = HOUSE
    for edit in edits:
        file = edit(file)
    assert everything(file) == everything(HOUSE)
    assert compare(HOUSE, file).asked_again == ()


@given(st.permutations(KEYS))
def test_what_is_removed_in_any_order_can_be_brought_back(keys):
    file = HOUSE
    for key in keys:
        file = editing.remove_practice(file, key)
    assert everything(file) == []
    for key in sorted(keys, key=lambda key: everything(HOUSE).index(key)):
        file = editing.restore_practice(file, HOUSE, key)
    assert compare(HOUSE, file).removed == ()
