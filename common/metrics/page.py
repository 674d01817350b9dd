"""What Prometheus asks for, and who may."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from common.metrics.counts import counted
from common.metrics.readings import Readings


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts of this machine, readings of the workspace. 404 where the settings have no token, 401 for a wrong one."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not knows_the_token(request.headers.get("Authorization", "")):
        return HttpResponse(
            "The token is missing or wrong.\n", status=401, headers={"WWW-Authenticate": "Bearer"}
        )
    return HttpResponse(told(timezone.now()), content_type=CONTENT_TYPE_LATEST)


def knows_the_token(authorization: str) -> bool:
    """Compared in a time that does not tell how much of it was right."""
    return constant_time_compare(authorization, f"Bearer {settings.METRICS_TOKEN}")


def told(now: datetime) -> bytes:
    registry = counted()
    registry.register(Readings(now))
    return generate_latest(registry)
