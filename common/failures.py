"""The page of a request that failed."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from common.request_id import current_id


def server_error(request: HttpRequest) -> HttpResponse:
    """Without the request: whatever failed could fail in its context processors again."""
    return HttpResponse(render_to_string("500.html", {"request_id": current_id()}), status=500)
