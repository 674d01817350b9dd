"""A row of a spreadsheet of answers beside what is stored: what comes of it, what differs, what no answer may say."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from maturity.answer_rows import (
    MAX_TITLE,
    NOT_APPLICABLE,
    Kept,
    Link,
    Stated,
    dated_links,
    link_lines,
    merged,
)
from maturity.answering import AnswerContent, problems
from maturity.hidden_characters import refused_for
from maturity.quarters import following_quarter
from maturity.queries.answer_book import Round
from maturity.queries.stored_answers import Stored
from maturity.scoring import vouched_on

MAX_LINKS = 20
UNANSWERED = AnswerContent()
_is_web_address = URLValidator(schemes=["https"])


class NamedRow(NamedTuple):
    """A row of which one knows what it is about."""

    number: int
    round: Round
    practice: int
    said: Stated

    def beside(self, stored: Stored | None) -> "AnswerRow":
        before = stored.content if stored else UNANSWERED
        content = merged(self.said, before, following_quarter(self.round.cycle.slug))
        if isinstance(self.said.evidence, Kept):
            links = stored.links if stored else ()
        else:
            links = dated_links(self.said.evidence, self.said.answered_on or self.round.latest)
        return AnswerRow(self.number, self.round, self.practice, self.said, content, links, stored)


class AnswerRow(NamedTuple):
    """A row that is to be written: the answer and its evidence as they will be. `stored` is what is there now."""

    number: int
    round: Round
    practice: int
    said: Stated
    content: AnswerContent
    links: tuple[Link, ...]
    stored: Stored | None

    def beside(self, stored: Stored) -> "AnswerRow":
        """The same row beside something else that is stored."""
        return NamedRow(self.number, self.round, self.practice, self.said).beside(stored)

    @property
    def differs(self) -> bool:
        """In more than its evidence."""
        return self.stored is None or self.content != self.stored.content


def differences(row: AnswerRow, stored: Stored) -> tuple[dict[str, object], dict[str, object]]:
    """Before and after, of the columns that differ."""
    same_links = sorted(map(str, row.links)) == sorted(map(str, stored.links))
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    if row.content != stored.content or not same_links:
        before = shown(stored.content, stored.links)
        after = shown(row.content, stored.links if same_links else row.links)
    if stored.vouched_on is not None:
        days = _days(row, stored.vouched_on)
        before |= {column: was for column, (was, _) in days.items()}
        after |= {column: will_be for column, (_, will_be) in days.items()}
    names = [name for name in after if after[name] != before[name]]
    return {name: before[name] for name in names}, {name: after[name] for name in names}


def _days(row: AnswerRow, vouched: date) -> dict[str, tuple[str, str]]:
    """Of a submission: each day that the row gives, as it is stored and as the row would have it."""
    said, submitted, found = row.said, row.round.submitted_on, {}
    if said.answered_on:
        stated_on = vouched_on(said.answered_on, newest(row.links))
        found["answered_on"] = (str(vouched), str(stated_on))
    if said.submitted_on:
        found["submitted_on"] = (str(submitted), str(said.submitted_on))
    return found


def newest(links: Sequence[Link]) -> date | None:
    return max(link.dated for link in links) if links else None


def shown(content: AnswerContent, links: Sequence[Link]) -> dict[str, object]:
    """An answer as cells, by column."""
    return {
        "level": NOT_APPLICABLE if content.not_applicable else content.level,
        "not_applicable_because": content.not_applicable_because,
        "not_applicable_reason": content.not_applicable_reason,
        "note": content.note,
        "target": content.target,
        "target_by": content.target_by,
        "evidence": link_lines(links) if links else "",
    }


def whole(row: AnswerRow) -> dict[str, object]:
    """What a new row brings, without what is empty. Of a cycle that comes with it, that it does."""
    said = shown(row.content, row.links).items()
    return {
        **row.round.head,
        "practice": row.round.rubric.keys[row.practice],
        **{name: value for name, value in said if value is not None and value != ""},
    }


def misfits(row: AnswerRow) -> list[tuple[str, str]]:
    """What the product would refuse from a person as well."""
    wrong = [*problems(row.content, row.round.rubric.scale.highest).items()]
    if row.stored is None or row.links != row.stored.links:
        if len(row.links) > MAX_LINKS:
            wrong.append(("evidence", f"An answer keeps {MAX_LINKS} links at most. Leave some out."))
        wrong += [("evidence", words) for link in row.links if (words := _misfit(link, row.round.latest))]
    return wrong


def _misfit(link: Link, limit: date) -> str:
    if link.dated > limit:
        return f"Evidence of {link.dated} is later than {limit}. Write the day from which it dates."
    if len(link.title) > MAX_TITLE:
        return f"Keep the title of a link under {MAX_TITLE} characters."
    return refused_for(link.title) or _misfit_address(link.url)


@lru_cache(maxsize=1000)
def _misfit_address(url: str) -> str:
    try:
        _is_web_address(url)
    except ValidationError:
        return f"“{url[:60]}” is no link that starts with https://"
    return ""
