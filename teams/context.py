"""What every page may say about the workspace."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from common.rows import Compiled, columns_of
from teams.models import Workspace


def workspace(request: HttpRequest) -> dict[str, object]:
    """`workspace`, read when a template first asks for it, an unnamed one where there is no row; and `elsewhere`, the
    name of the place where people may sign in instead, or "".
    """
    return {
        "workspace": SimpleLazyObject(_workspace),
        "elsewhere": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
    }


def _workspace() -> Workspace:
    return next(iter(_FIRST.instances(Workspace)), Workspace(name="Waymark"))


# Every page asks it.
_FIRST = Compiled(lambda: Workspace.objects.order_by("pk").values_list(*columns_of(Workspace))[:1])
