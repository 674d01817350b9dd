"""Signing in at an OpenID Connect provider, as strict as its standard allows.

allauth speaks the protocol (state, PKCE, the exchange of the code); here is what it leaves to trust in the connection:
the signature of the identity token, its nonce, and that the provider is the one that was configured.
"""

import logging
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from common.decisions import DomainError
from teams.services.sign_in_elsewhere import Claims, admit
from teams.waking import wake_mail

logger = logging.getLogger(__name__)


class VerifyingAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth ships no types
    @property
    def openid_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        issuer = self.get_provider().app.settings["server_url"]
        if str(config.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
            raise OAuth2Error(f"{issuer} says that it is {config.get('issuer')}")
        return config

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> Any:
        """What is known of the person: the token's claims, and the provider's answer where these lack the address."""
        claims = self.verified(app, kwargs["response"].get("id_token", ""))
        said = claims if claims.keys() >= {"email", "email_verified"} else self._fetch_user_info(token.token)
        if said.get("sub") != claims["sub"]:
            raise OAuth2Error("The provider answered about somebody else.")
        data = {"userinfo": {**claims, **said}, "id_token": claims}
        return self.get_provider().sociallogin_from_response(request, data)

    def verified(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """The claims of a token that the provider signed for us and that has not run out; OAuth2Error otherwise."""
        try:
            claims: dict[str, Any] = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
            return claims
        except (KeyError, ValueError, TypeError) as error:
            raise OAuth2Error("The identity token cannot be read.") from error


class Provider(OpenIDConnectProvider):  # type: ignore[misc]
    oauth2_adapter_class = VerifyingAdapter

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Asks for what Waymark needs and for nothing that an address names; the nonce comes back in the token."""
        nonce = token_urlsafe(24)
        asked = {"auth_params": {"nonce": nonce}, "scope": self.get_default_scope(), "nonce": nonce}
        answer: HttpResponse = super().redirect(request, AuthProcess.LOGIN, next_url, data, **asked)
        return answer

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Another issuer's people are others, whatever numbers it gives them."""
        claims = data["id_token"]
        return sha256(f"{claims['iss']}\n{claims['sub']}".encode()).hexdigest()


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """There is one provider, and settings name it: rows of the database make none."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Provider:
        return Provider(request, app=self.get_app(request, provider, client_id))

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        return [app for app in super().list_apps(request, provider, client_id) if app.pk is None]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Whose account it is; a page with the reason where it is nobody's."""
        if not _has_nonce(sociallogin):
            raise OAuth2Error("The identity token was made for another sign-in.")
        if sociallogin.is_existing:
            return
        claims = Claims.read(sociallogin.account.extra_data["userinfo"])
        try:
            sociallogin.user = admit(account=sociallogin.account, claims=claims, by=None, now=timezone.now())
        except DomainError as refusal:
            raise ImmediateHttpResponse(_failed(request, refusal.message, status=403)) from refusal
        wake_mail()

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Provider,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(_failed(request, f"You did not finish at {settings.OIDC_NAME}."))
        logger.warning("Signing in at %s failed: %s", settings.OIDC_NAME, exception or error)
        words = (
            f"The answer of {settings.OIDC_NAME} does not belong to a sign-in of this browser, or is too old."
        )
        raise ImmediateHttpResponse(_failed(request, words))


def _has_nonce(login: SocialLogin) -> bool:
    """Was the token made for the sign-in that this browser began?"""
    nonce = login.state.get("nonce")
    return bool(nonce) and login.account.extra_data["id_token"].get("nonce") == nonce


def _failed(request: HttpRequest, words: str, *, status: int = 401) -> HttpResponse:
    return render(request, "account/elsewhere_failed.html", {"words": words}, status=status)
