"""One way to answer with a page, or with the cut of it that htmx asked for."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails


class HtmxRequest(Protocol):
    htmx: HtmxDetails


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    partials: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    """`template` whole; or, when htmx names a target among `partials`, the template's partial of that name.

    The target's element id and the partial's name are the same word, so that a swap equals a reload. A target
    that ends in a number ("answer-17") is served by the partial of the word before it ("answer").
    """
    target = cast(HtmxRequest, request).htmx.target or ""
    for name in partials:
        if target == name or (target.startswith(f"{name}-") and target.removeprefix(f"{name}-").isdigit()):
            return render(request, f"{template}#{name}", dict(context), status=status)
    return render(request, template, dict(context), status=status)
