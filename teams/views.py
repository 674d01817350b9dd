"""Signing in to a demonstration workspace without a password, and what is not offered at all."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from teams.models import Workspace
from teams.services import sign_in


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
