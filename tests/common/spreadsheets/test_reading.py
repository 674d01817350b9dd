"""What a preview keeps: all counts, a few rows, and a mark of the outcome."""

from common.spreadsheets.reading import MOST_EXAMPLES, MOST_FAULTS, Example, Fault, Tally


def tally(*, name: str = "Ledger", rows: int = 1) -> Tally:
    made = Tally()
    for row in range(2, 2 + rows):
        made.new(row, {"name": name})
    return made


def test_rows_are_counted_and_the_first_of_each_sort_are_kept():
    found = tally(rows=50)
    for row in range(100, 150):
        found.changed(row, {"name": "Old"}, {"name": "New"})
    found.unchanged(200)
    reading = found.reading()
    assert (reading.new, reading.changed, reading.unchanged, reading.fault_count) == (50, 50, 1, 0)
    assert len(reading.examples) == 2 * MOST_EXAMPLES
    assert reading.examples[0] == Example(2, None, {"name": "Ledger"})
    assert reading.examples[-1] == Example(109, {"name": "Old"}, {"name": "New"})
    assert reading.is_writable


def test_faults_are_all_counted_and_a_bounded_number_is_kept():
    found = tally()
    for row in range(2 * MOST_FAULTS):
        found.fault(row, "name", "is missing. Write one.")
    reading = found.reading()
    assert reading.fault_count == 2 * MOST_FAULTS
    assert len(reading.faults) == MOST_FAULTS
    assert reading.faults[0] == Fault(0, "name", "is missing. Write one.")
    assert not reading.is_writable


def test_nothing_to_write_is_not_writable():
    found = Tally()
    found.unchanged(2)
    assert not found.reading().is_writable


def test_the_mark_tells_outcomes_apart_also_past_the_examples():
    assert tally().reading().mark == tally().reading().mark
    marks = {tally(), tally(name="Fraud"), tally(rows=2), tally(rows=50)}
    assert len({each.reading().mark for each in marks}) == len(marks)
    as_new, as_changed = Tally(), Tally()
    as_new.new(2, {"name": "x"})
    as_changed.changed(2, {"name": "y"}, {"name": "x"})
    assert as_new.reading().mark != as_changed.reading().mark
