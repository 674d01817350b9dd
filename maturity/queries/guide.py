"""The Guide: a model version as a book of chapters (its dimensions) and articles (their practices)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from maturity import guide_search
from maturity.delivery_metrics import METRICS
from maturity.models import Dimension, LevelCriterion, ModelVersion, Practice, Reference
from maturity.queries.versions import newest_published

PASSAGES_SHOWN = 3
_COLOURS = 4  # the style sheet goes from lv0 to lv4, whatever the scale


@dataclass(frozen=True, slots=True)
class Entry:
    """A practice in the table of contents."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Chapter:
    key: str
    title: str
    summary: str
    weight: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A version's table of contents. `name` and `summary` are the model's."""

    version_id: int
    model_id: int
    name: str
    summary: str
    number: int
    published_at: datetime | None
    scale: tuple[str, ...]
    chapters: tuple[Chapter, ...]

    @property
    def practices(self) -> int:
        return sum(len(chapter.entries) for chapter in self.chapters)

    @property
    def looks(self) -> tuple[tuple[int, str, str], ...]:
        """Level, name and class of its colour."""
        return tuple((n, name, look(n, len(self.scale) - 1)) for n, name in enumerate(self.scale))

    def chapter(self, key: str) -> Chapter | None:
        return next((chapter for chapter in self.chapters if chapter.key == key), None)

    def chapter_of(self, practice: str) -> Chapter | None:
        holds = (c for c in self.chapters if any(entry.key == practice for entry in c.entries))
        return next(holds, None)

    def beside(self, practice: str) -> tuple[Entry | None, Entry | None]:
        """The practices before and after, across chapters."""
        entries = [entry for chapter in self.chapters for entry in chapter.entries]
        place = [entry.key for entry in entries].index(practice)
        around = (None, *entries, None)
        return around[place], around[place + 2]

    def chapters_beside(self, key: str) -> tuple[Chapter | None, Chapter | None]:
        """The chapters before and after."""
        place = [chapter.key for chapter in self.chapters].index(key)
        around = (None, *self.chapters, None)
        return around[place], around[place + 2]


@dataclass(frozen=True, slots=True)
class Level:
    value: int
    name: str
    text: str
    look: str


@dataclass(frozen=True, slots=True)
class Article:
    """A practice, whole. `metric` is the name of the delivery metric that it moves, '' without one."""

    key: str
    title: str
    why: str
    weight: int
    half_life_days: int
    effort: str
    metric: str
    evidence: tuple[str, ...]
    levels: tuple[Level, ...]
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A practice that has every word looked for: the first passages that show it, and how many more there are."""

    key: str
    title: tuple[guide_search.Piece, ...]
    chapter: Chapter
    passages: tuple[guide_search.Passage, ...]
    more: int


def newest_book() -> Book | None:
    """The book of the version published last; None before the first. Three statements."""
    version = newest_published()
    return _book(version) if version else None


def former_book(practice: str) -> Book | None:
    """The newest book that had the practice, for links from older assessments. Three statements."""
    had = ModelVersion.objects.exclude(state=ModelVersion.State.DRAFT).filter(practices__key=practice)
    version = had.select_related("model").order_by("-published_at", "-id").first()
    return _book(version) if version else None


def articles(book: Book, chapter: str = "", practice: str = "") -> dict[str, tuple[Article, ...]]:
    """The book's articles by chapter, in its order: all, or those of a chapter, or one. Three statements."""
    rows = Practice.objects.filter(version=book.version_id).select_related("dimension")
    if chapter:
        rows = rows.filter(dimension__key=chapter)
    if practice:
        rows = rows.filter(key=practice)
    criteria, references = _criteria(rows), _references(rows)
    written: dict[str, list[Article]] = defaultdict(list)
    for row in rows:
        article = _article(book, row, criteria[row.pk], references[row.pk])
        written[row.dimension.key].append(article)
    return {key: tuple(each) for key, each in written.items()}


def search(book: Book, words: tuple[str, ...]) -> tuple[Found, ...]:
    """Practices whose title, why, levels or evidence have all the words. Three statements."""
    return tuple(_found(book, words))


def look(level: int, highest: int) -> str:
    """The class that gives a level its colour, the lowest lv0 and the highest lv4."""
    return f"lv{(2 * _COLOURS * level + highest) // (2 * highest)}"


def _book(version: ModelVersion) -> Book:
    entries: dict[int, list[Entry]] = defaultdict(list)
    practices = Practice.objects.filter(version=version).order_by("position")
    for dimension, key, title in practices.values_list("dimension_id", "key", "title"):
        entries[dimension].append(Entry(key, title))
    return Book(
        version_id=version.pk,
        model_id=version.model_id,
        name=version.model.name,
        summary=version.model.summary,
        number=version.number,
        published_at=version.published_at,
        scale=tuple(version.scale),
        chapters=tuple(
            Chapter(row.key, row.title, row.summary, row.weight, tuple(entries[row.pk]))
            for row in Dimension.objects.filter(version=version).order_by("position")
        ),
    )


def _criteria(practices: QuerySet[Practice]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for row in LevelCriterion.objects.filter(practice__in=practices.order_by().values("pk")).order_by(
        "level"
    ):
        found[row.practice_id].append((row.level, row.text))
    return found


def _references(practices: QuerySet[Practice]) -> dict[int, list[Reference]]:
    found: dict[int, list[Reference]] = defaultdict(list)
    for row in Reference.objects.filter(practice__in=practices.order_by().values("pk")).order_by("position"):
        found[row.practice_id].append(row)
    return found


def _article(
    book: Book, row: Practice, criteria: list[tuple[int, str]], references: list[Reference]
) -> Article:
    highest = len(book.scale) - 1
    return Article(
        key=row.key,
        title=row.title,
        why=row.why,
        weight=row.weight,
        half_life_days=row.half_life_days,
        effort=row.effort,
        metric=METRICS.get(row.metric, ""),
        evidence=tuple(row.evidence),
        levels=tuple(Level(n, book.scale[n], text, look(n, highest)) for n, text in criteria),
        references=tuple(references),
    )


def _found(book: Book, words: tuple[str, ...]) -> Iterator[Found]:
    by_chapter = articles(book)
    for chapter in book.chapters:
        for article in by_chapter.get(chapter.key, ()):
            if hits := guide_search.passages(_texts(article), words):
                shown = tuple(hit for hit in hits if hit.label)
                yield Found(
                    key=article.key,
                    title=guide_search.marked(article.title, words),
                    chapter=chapter,
                    passages=shown[:PASSAGES_SHOWN],
                    more=len(shown[PASSAGES_SHOWN:]),
                )


def _texts(article: Article) -> Iterator[tuple[str, str]]:
    """What the search reads, each with its label; the title has none, since it is shown in any case."""
    yield "", article.title
    yield "Why it matters", article.why
    for level in article.levels:
        yield f"Level {level.value}, {level.name.lower()}", level.text
    for text in article.evidence:
        yield "Evidence", text
