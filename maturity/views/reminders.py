"""Reminding the leads of a cycle by hand: whom it goes to, and the button that sends it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.pages import render_page
from maturity.policies import may_remind
from maturity.queries.cycles import find_cycle
from maturity.queries.reminders import whom_to_remind
from maturity.services.reminders import Reminded, remind_now, require_open
from teams.signed_in import person
from teams.waking import wake_mail


@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: HttpRequest, slug: str) -> HttpResponse:
    may_remind(person(request)).require()
    cycle, now = find_cycle(slug), timezone.now()
    if request.method != "POST":
        require_open(cycle, now)
        context = {"cycle": cycle, "asked": whom_to_remind(cycle, now)}
        return render_page(request, "maturity/cycle_remind.html", context)
    done = remind_now(cycle=cycle, by=person(request), now=now)
    wake_mail()
    level = messages.success if done.people else messages.info
    level(request, words_of(done))
    return redirect("cycle", slug)


def words_of(done: Reminded) -> str:
    """ "Reminders to 2 leads are on their way. Left out: Dana was reminded today." """
    count = len(done.people)
    said = f"Reminders to {count} leads are on their way." if count else "Nobody was reminded."
    said = f"A reminder to {done.people[0]} is on its way." if count == 1 else said
    return f"{said} Left out: {'; '.join(done.left_out)}." if done.left_out else said
