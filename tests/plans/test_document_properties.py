"""What holds for every plan: its export reads back as the same plan, and nothing is lost on the way."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plans.document import DocumentError, SourceFile, canonical, read_plan, write_plan
from tests.plans import documents

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)


def read(text):
    return read_plan([SourceFile("x.md", text)])


@PATIENT
@given(documents.plans())
def test_an_export_reads_back_as_the_same_plan(plan):
    assert replace(read(write_plan(plan)), warnings=()) == canonical(plan)


@PATIENT
@given(documents.plans())
def test_the_canonical_form_is_a_fixed_point(plan):
    assert canonical(canonical(plan)) == canonical(plan)


@PATIENT
@given(st.lists(st.sampled_from(documents.PIECES), max_size=25).map("\n".join))
def test_any_text_that_is_read_is_kept_to_the_word_and_reads_back(text):
    try:
        plan = read(text)
    except DocumentError:
        return
    again = read(write_plan(plan))
    assert replace(again, warnings=()) == replace(plan, warnings=())
    assert documents.words(text) <= documents.words(write_plan(plan))
