"""What is due from the person who asks."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.pages import render_page
from plans.queries.my_week import my_week
from teams.signed_in import person


@require_safe
def own_week(request: HttpRequest) -> HttpResponse:
    return show_own_week(request)


def show_own_week(request: HttpRequest) -> HttpResponse:
    """The page, or for htmx what a tick changes in it."""
    context = {"page": my_week(person(request), now=timezone.now()), "may_tick": True}
    return render_page(request, "plans/my_week.html", context, partials=("mine",))
