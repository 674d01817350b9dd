"""The Guide: the model as a book that every signed-in person reads."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from common.days import organisation_day
from common.pages import HtmxRequest, render_page
from maturity.guide_search import words_of
from maturity.queries.cell_helpers import helpers_today
from maturity.queries.guide import Book, articles, former_book, newest_book, search
from maturity.queries.practice_standing import practice_standing


@require_safe
def show_guide(request: HttpRequest) -> HttpResponse:
    """The table of contents, or the practices that have the words of `?q=`."""
    book = newest_book()
    query = " ".join(request.GET.get("q", "").split())
    words = words_of(query)
    context = {
        "book": book,
        "query": query,
        "words": words,
        "found": search(book, words) if book and words else (),
        "is_swap": cast(HtmxRequest, request).htmx.target == "found",
    }
    return render_page(request, "maturity/guide.html", context, partials=("found",))


@require_safe
def show_chapter(request: HttpRequest, dimension: str) -> HttpResponse:
    book = newest_book()
    chapter = book.chapter(dimension) if book else None
    if book is None or chapter is None:
        raise Http404("There is no such chapter.")
    before, after = book.chapters_beside(dimension)
    context = {
        "book": book,
        "chapter": chapter,
        "articles": articles(book, chapter=dimension).get(dimension, ()),
        "before": before,
        "after": after,
    }
    return render_page(request, "maturity/guide_chapter.html", context)


@require_safe
def show_practice(request: HttpRequest, practice: str) -> HttpResponse:
    """One practice; one that the newest version no longer has is shown as it last was."""
    book, is_former = _book_with(practice)
    chapter = book.chapter_of(practice)
    (article,) = articles(book, practice=practice)[chapter.key] if chapter else (None,)
    before, after = (None, None) if is_former else book.beside(practice)
    today = organisation_day()
    context = {
        "book": book,
        "chapter": chapter,
        "article": article,
        "is_former": is_former,
        "before": before,
        "after": after,
        "standing": practice_standing(book, practice, today),
        "helpers": helpers_today(book.model_id, practice, today),
    }
    return render_page(request, "maturity/guide_practice.html", context)


@require_safe
def print_guide(request: HttpRequest) -> HttpResponse:
    """The whole book on one page, to print or to keep."""
    book = newest_book()
    if book is None:
        raise Http404("No version of a model is published.")
    by_chapter = articles(book)
    chapters = [(chapter, by_chapter.get(chapter.key, ())) for chapter in book.chapters]
    return render_page(request, "maturity/guide_print.html", {"book": book, "chapters": chapters})


def _book_with(practice: str) -> tuple[Book, bool]:
    """The newest book that has the practice, and whether that is no longer the newest of all."""
    newest = newest_book()
    if newest and newest.chapter_of(practice):
        return newest, False
    former = former_book(practice)
    if former is None:
        raise Http404("There is no such practice.")
    return former, True
