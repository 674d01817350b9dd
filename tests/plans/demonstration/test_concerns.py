from dataclasses import replace
from datetime import date

from plans.demonstration.answers import InventedAnswer, PracticeSpec
from plans.demonstration.concerns import left_open

TODAY = date(2026, 11, 19)
ONE, OTHER = (PracticeSpec(number, f"practice-{number}", "testing", 90) for number in (1, 2))


def test_invented_answers_keep_what_was_open_as_submitted_ones_do():
    first = [InventedAnswer(ONE, level=1), InventedAnswer(OTHER, level=3, evidence=(("Run", TODAY),))]
    assert left_open(first, (), TODAY) == {}
    second = [replace(first[0], level=3), replace(first[1], level=2)]
    assert left_open(second, first, TODAY) == {
        "raised-without-evidence": ["practice-1"],
        "moved-far": ["practice-1"],
        "no-current-evidence": ["practice-1"],
        "fell-without-note": ["practice-2"],
    }
    assert left_open([InventedAnswer(ONE)], first, TODAY) == {"unanswered": ["practice-1"]}


def test_the_half_life_is_the_practices_own():
    answer = InventedAnswer(ONE, level=3, evidence=(("Run", date(2026, 8, 20)),))
    assert left_open([answer], (), TODAY) == {"no-current-evidence": ["practice-1"]}
    slower = replace(answer, practice=replace(ONE, half_life_days=180))
    assert left_open([slower], (), TODAY) == {}
