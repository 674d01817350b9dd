"""Plans made up by Hypothesis: whatever a person could have typed into the fields of one."""

import re
from datetime import date

from hypothesis import strategies as st

from plans.document import CountRange, Due, EffortRange, Goal, Item, Note, Phase, PlanDocument, is_role_name
from plans.document.headings import section_kind
from plans.document.model import SECTIONS
from plans.document.values import opens_phase

_WORDS = [
    "ship", "Week", "1-2", "6-8 engineers", "2-4 hours", "Goals", "| a |", "---", "#", "##", "- x", "1. one",
    "> q", "`a|b`", "\\", "\\|", "[x]", "[a]: b", "<!--", "<div>", "```", "~~~", "**bold**", "End of week 1",
    "&", "é –", ":",
]  # fmt: skip
_BLOCKS = [
    "- one\n- two", "| Owner | Why |\n|---|---|\n| Me | so |", "# Week 3: x", "### Deep", "text",
    "1. a\n2. b", "    code", "```python\n# no heading\n\n\nx = 1\n```", "```\nnever closed", "<div>\nhtml",
    "<!-- never closed", "> quote", "---", "a | b", "~~~ verbatim\nfenced\n~~~",
    "About 2-4 hours. Then rest.", "[a]: http://b", "Head\n---", "  two in", "- a\n\n  b", "\ttab",
    "| a | b |\n|---|", "| Quick win | x |\n|--|--|\n| t | u |", "- [x] done\n  - sub", "* * *", "a\n\n\nb",
]  # fmt: skip

lines = st.lists(
    st.sampled_from(_WORDS) | st.text("abc|`\\#*~<>[]-+&.1 \u00a0", max_size=6), min_size=1, max_size=5
).map(" ".join)
bodies = st.lists(st.sampled_from(_BLOCKS) | lines, max_size=4).map("\n\n".join) | st.text(
    "ab#-|`~>*<! \n\t1.", max_size=40
)
_roles = st.sampled_from(
    ["Me", "Engineer A", "Engineer B", "QA: north", "C++ lead", "R&D", "Week 1"]
) | lines.filter(is_role_name)
_pairs = st.tuples(st.integers(0, 9999), st.integers(0, 9999)).map(sorted)
_efforts = st.builds(
    lambda pair, unit, words: EffortRange(pair[0], pair[1], unit, words),
    _pairs,
    st.sampled_from(["minutes", "hours", "days", "weeks"]),
    lines,
)
_counts = st.builds(lambda pair, words: CountRange(pair[0], pair[1], words), _pairs, lines)
_dues = st.one_of(
    st.builds(Due, st.just("week_end"), st.integers(1, 104)),
    st.builds(Due, st.just("working_day"), st.integers(1, 520)),
    st.builds(lambda day: Due("pinned", day=day), st.dates(date(2020, 1, 1), date(2040, 1, 1))),
)
_practices = st.just(("", None)) | st.tuples(
    st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,4}){0,2}", fullmatch=True), st.none() | st.integers(0, 9)
)
_headers = st.sampled_from(["Metric", "Risk | cost", "Owner", "When", "Task", "Count", "Zone"])
_extras = st.dictionaries(_headers, lines, max_size=2).map(lambda found: tuple(found.items()))


@st.composite
def items(draw):
    practice, level = draw(_practices)
    return Item(
        kind=draw(st.sampled_from(["activity", "quick_win", "deliverable", "meeting"])),
        title=draw(lines),
        why=draw(st.just("") | lines),
        body=draw(st.just("") | bodies),
        owners=tuple(draw(st.lists(_roles, max_size=3))),
        everyone=draw(st.booleans()),
        who=draw(st.just("") | lines),
        outcome=draw(st.just("") | lines),
        effort=draw(st.none() | _efforts),
        count=draw(st.none() | _counts),
        due=draw(st.none() | _dues),
        done=draw(st.booleans()),
        practice_key=practice,
        target_level=level,
        extras=draw(_extras),
    )


def _is_free(title: str) -> bool:
    """Note titles that open a phase or a section would be one; the program that stores plans refuses them."""
    return not opens_phase(title) and not section_kind(title)


_titles = lines.filter(_is_free)


@st.composite
def notes(draw, sections):
    section = draw(st.sampled_from(sections))
    level = draw(st.sampled_from([0, 1, 2, 3] if section in ("", "quick_wins") else [0, 2, 3]))
    return Note(draw(_titles) if level else "", draw(bodies), section, level)


_HEADINGS = [
    ("goals", "Goals for week 1"),
    ("deliverables", "Deliverables by end of week 3"),
    ("meetings", "Meetings"),
]
_COLUMNS = [("activities", "owners", "Owner"), ("deliverables", "due", "When"), ("meetings", "who", "With")]
_COLUMNS += [("goals", "title", "Goal"), ("goals", "no", "open"), ("goals", "done", "Done")]
_COLUMNS += [("activities", "yes", "yes"), ("activities", "no", "No"), ("quick_wins", "yes", "Done")]


@st.composite
def phases(draw):
    first = draw(st.integers(1, 20))
    return Phase(
        title=draw(st.just("") | lines),
        label=draw(st.sampled_from(["", "Week 1", "Month 2", "Phase 2 (weeks 3-4)"]) | lines),
        first_week=first,
        last_week=first + draw(st.integers(0, 4)),
        headings=tuple(draw(st.lists(st.sampled_from(_HEADINGS), max_size=3))),
        goals=tuple(draw(st.lists(st.builds(Goal, lines, st.booleans()), max_size=3))),
        items=tuple(draw(st.lists(items(), max_size=6))),
        notes=tuple(draw(st.lists(notes(["", *SECTIONS]), max_size=3))),
        columns=tuple(draw(st.lists(st.sampled_from(_COLUMNS), max_size=4))),
    )


@st.composite
def plans(draw):
    title = draw(_titles.filter(lambda text: text.split()))
    return PlanDocument(
        title=title,
        front_matter=draw(st.sampled_from(["", "description: x", "# a comment\nkey: |\n  - y"])),
        phases=tuple(draw(st.lists(phases(), max_size=3))),
        notes=tuple(draw(st.lists(notes([""]), max_size=3))),
    )


# Pieces of the dialect in any order: most texts made of them are no plan that anybody would write.
PIECES = """
# Plan
# Week 1-2: Start
## Month 2
## Goals
## Activities by owner
### Me
### All
### Team
#### Topic: x
### Engineer A
## Quick wins (week 1)
### Add a linter
#### Detail
## Deliverables
## Key meetings
## Risks
text
text | more
| Shadow 2-3 rotations | to learn |
- bullet
- [x] ticked
  continued
  - nested
```
---
> quoted
1. numbered
[ref]: http://there
<!-- hidden -->
~~~ verbatim
About 2-4 hours.
""".strip().split("\n")
PIECES += [
    "",
    "",
    "",
    "\n## Goals\n",
    "Head\n===",
    "\n- [ ] open\n\n  | Why | Zone |\n  |---|---|\n  | so | north |\n\n  Body.\n",
]
PIECES += ["\n| Activity | Why |\n|---|---|\n| Shadow 2-3 rotations | to learn |\n| | orphan |\n"]
PIECES += [
    "\n| Deliverable | Owner | Due |\n|---|---|---|\n| Report | Me + QA | End of week 1 |\n| Map | Everyone | later |\n"
]
PIECES += ["\n| Goal | Done |\n|---|---|\n| One | yes |\n| # Two | [x] |\n| Three | maybe |\n| Four | no |\n"]
PIECES += ["\n| Objective | Zone |\n|---|---|\n| Five | north |\n", "\n| Objective |\n|---|\n| Six |\n"]
PIECES += ["\n| Task | Done |\n|---|---|\n| Seven | done |\n| Eight | open |\n| Nine | X |\n"]
PIECES += [
    "\n| Activity | Owner | Count | Done |\n|---|---|---|---|\n| Ten | n/a | none | yes |\n| Eleven | nobody | | |\n"
]
PIECES += ["\n| Metric | Task | When | Zone |\n|---|---|---|---|\n| a | | Week 2 | |\n| b | c | | 9 |\n"]
PIECES += ["\n| Meeting | Who | Outcome |\n|---|---|---|\n| Sync | Manager | Trust |\n", "\n| Why |\n|---|\n"]
PIECES += [
    "\n| Owner | Effort |\n|---|---|\n| All | 2-3 hours |\n",
    "\n| Practice | Count |\n|---|---|\n| no-key → 3 | 4 talks |\n",
]


def words(text: str) -> set[str]:
    """The words of a text, in lower case, each once; numbers of list entries and the "and" between names are marks."""
    return set(re.findall(r"[^\W_]+", re.sub(r"(?m)^\s*\d+[.)]\s", "", text).casefold())) - {"and"}
