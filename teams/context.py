"""What every page may say about the workspace."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from teams.models import Workspace


def workspace(request: HttpRequest) -> dict[str, object]:
    """`workspace`, read when a template first asks for it; an unnamed one where there is no row."""
    return {"workspace": SimpleLazyObject(lambda: Workspace.objects.first() or Workspace(name="Waymark"))}
