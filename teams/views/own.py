"""A person's own settings; signing in to a demonstration without a password; and what is not offered at all."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.pages import render_page
from teams.forms.own import SettingsForm
from teams.models import Workspace
from teams.services import sign_in
from teams.services.own_settings import change_settings
from teams.signed_in import person


@require_http_methods(["GET", "HEAD", "POST"])
def own_settings(request: HttpRequest) -> HttpResponse:
    """Time zone and reminders of the person who asks."""
    user, now = person(request), timezone.now()
    form = SettingsForm(request.POST) if request.method == "POST" else SettingsForm.of(user)
    if form.is_valid():
        change_settings(**form.cleaned_data, by=user, now=now)
        messages.success(request, "Saved.")
        return redirect("settings")
    status = 422 if form.is_bound else 200
    return render_page(request, "teams/settings.html", {"form": form, "now": now}, status=status)


@login_not_required
@require_POST
def look_around(request: HttpRequest) -> HttpResponse:
    """404 outside a demonstration: an ordinary workspace has no such door."""
    if not Workspace.objects.filter(is_demonstration=True).exists():
        raise Http404
    user = sign_in.choose_persona(persona=request.POST.get("as", ""), by=None, now=timezone.now())
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("home")


def shut(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """A page that allauth has and Waymark has not."""
    raise Http404
