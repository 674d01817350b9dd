"""The pages of a request that failed, and of one too many."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from common.request_id import current_id


def server_error(request: HttpRequest) -> HttpResponse:
    """Without the request: whatever failed could fail in its context processors again."""
    return HttpResponse(render_to_string("500.html", {"request_id": current_id()}), status=500)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Every limit that ends here counts the attempts of a minute (`ACCOUNT_RATE_LIMITS`)."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "60"
    return response
