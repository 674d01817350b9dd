"""Lists of practices across the dimensions of an assessment: which is asked for, and what stands on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest

from maturity.models import Dimension
from maturity.queries.assessments import Progress, Show
from maturity.views.articles import Article


@dataclass(frozen=True, slots=True)
class Filter:
    """A list to choose, with the number of practices on it."""

    key: Show
    count: int
    is_current: bool

    @property
    def label(self) -> str:
        return self.key.capitalize()


@dataclass(frozen=True, slots=True)
class Group:
    """Articles of one dimension. `dimension` is None where the page is that dimension's own."""

    dimension: Dimension | None
    articles: list[Article]


def show_asked(request: HttpRequest) -> Show | None:
    """The list that an address or a form names; None for none and for what is no list."""
    word = request.POST.get("show") or request.GET.get("show")
    return Show(word) if word in set(Show) else None


def filters(reached: Progress, current: Show | None) -> list[Filter]:
    counts = {
        Show.ALL: reached.practices,
        Show.UNANSWERED: reached.left,
        Show.UNCONFIRMED: reached.unconfirmed,
        Show.CHANGED: reached.changed,
    }
    return [Filter(show, count, show == current) for show, count in counts.items()]


def by_dimension(articles: Sequence[Article]) -> list[Group]:
    """One group for each dimension, in the order of the articles."""
    parts = groupby(articles, key=lambda article: article.answer.practice.dimension)
    return [Group(dimension, list(part)) for dimension, part in parts]
