"""One way to answer with a page, or with the cut of it that htmx asked for."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
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
    name = _partial(cast(HtmxRequest, request).htmx.target or "", partials)
    response = render(request, f"{template}#{name}" if name else template, dict(context), status=status)
    # A browser that goes back must not show the cut that it kept as if it were the page.
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    return response


def _partial(target: str, partials: Sequence[str]) -> str:
    for name in partials:
        if target == name or (target.startswith(f"{name}-") and target.removeprefix(f"{name}-").isdigit()):
            return name
    return ""
