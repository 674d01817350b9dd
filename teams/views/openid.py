"""To the OpenID Connect provider and back. Where none is configured, nothing is here."""

import logging

from allauth.decorators import rate_limit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from teams.openid import VerifyingAdapter

logger = logging.getLogger(__name__)


@login_not_required
@require_POST
@never_cache
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """A page that leads on by itself. A redirect would be held to `form-action` at every host that it passes, and who
    these are is the provider's to say; so forms may still be sent to Waymark alone.
    """
    answer: HttpResponse = rate_limit(action="login")(_ask)(request, provider_id)
    if "Location" not in answer:
        return answer
    page = render(request, "account/elsewhere.html", {"place": answer["Location"]})
    page["Refresh"] = f"0; url={answer['Location']}"
    return page


@login_not_required
@require_GET
@never_cache
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Signs in, and so writes though it is read: that is how the protocol comes back. Without the state that this
    browser's session keeps, nothing is written.
    """
    return _at_provider(OAuth2CallbackView, request, provider_id)


def _ask(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _at_provider(OAuth2LoginView, request, provider_id)


def _at_provider(view: type, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        answer: HttpResponse = view.adapter_view(VerifyingAdapter(request, provider_id))(request)  # type: ignore[attr-defined]
        return answer
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    except (RequestException, OAuth2Error, KeyError, ValueError) as error:
        logger.warning("%s cannot be reached to sign in: %s", settings.OIDC_NAME, error)
        words = f"{settings.OIDC_NAME} cannot be reached just now. Try again later, or sign in with your password."
        return render(request, "account/elsewhere_failed.html", {"words": words}, status=503)
