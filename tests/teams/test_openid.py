"""Signing in at an OpenID Connect provider, with a real one: who gets in, as whom, and everybody who does not."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.test import Client

from teams.models import User
from tests import build
from tests.openid_provider import OpenIdProvider, running_provider
from tests.running import free_port
from tests.teams.codes import code, done, is_signed_in, protected, with_password

pytestmark = pytest.mark.django_db
BEGIN = "/accounts/oidc/sso/"
CALLBACK = "/accounts/oidc/sso/callback/"


def verified(sub: str, email: str, **claims: object) -> dict[str, object]:
    return {"sub": sub, "email": email, "email_verified": True} | claims


PEOPLE = (
    verified("priya", "Priya.Raman@example.org", name="Priya R."),
    verified("new", "new.person@example.org", name="New Person"),
    verified("nameless", "no.name@example.org"),
    verified("elsewhere", "somebody@example.com"),
    {"sub": "unverified", "email": "priya.raman@example.org", "email_verified": False},
    {"sub": "silent", "email": "priya.raman@example.org"},
    {"sub": "addressless", "email_verified": True},
)


@pytest.fixture(scope="module")
def running() -> Iterator[OpenIdProvider]:
    with running_provider(*PEOPLE) as found:
        yield found


@pytest.fixture
def provider(running: OpenIdProvider, settings) -> OpenIdProvider:
    settings.OIDC_ISSUER, settings.OIDC_NAME = running.issuer, "Example account"
    settings.SOCIALACCOUNT_PROVIDERS = running.settings()
    return running


@pytest.fixture
def person() -> User:
    return build.user("Priya Raman", password="a long enough passphrase")


def begin(client: Client, path: str = "/plans/") -> str:
    """Where the page behind the button leads."""
    answer = client.post(BEGIN, {"next": path})
    assert answer.status_code == 200
    place = answer["Refresh"].removeprefix("0; url=")
    assert f'href="{place}"' in unescape(answer.content.decode())
    return place


def come_back(client: Client, provider: OpenIdProvider, sub: str, path: str = "/plans/"):
    return client.get(provider.sign_in(begin(client, path), sub))


def refused(client: Client, provider: OpenIdProvider, sub: str, status: int = 403) -> str:
    answer = come_back(client, provider, sub)
    assert answer.status_code == status
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()
    return answer.content.decode()


def test_the_button_is_there_where_a_provider_is_configured(client: Client, provider: OpenIdProvider) -> None:
    page = client.get("/accounts/login/?next=/plans/").content.decode()
    assert "Sign in with Example account" in page
    assert page.count('name="next" value="/plans/"') == 2
    assert re.search(r"form-action 'self'(;|$)", client.get("/accounts/login/")["Content-Security-Policy"])


def test_without_one_there_is_no_button_and_no_door(client: Client) -> None:
    assert "Sign in with" not in client.get("/accounts/login/").content.decode()
    assert client.post(BEGIN).status_code == 404
    assert client.get(CALLBACK).status_code == 404


def test_the_request_has_state_nonce_and_a_challenge(client: Client, provider: OpenIdProvider) -> None:
    asked = parse_qs(urlsplit(begin(client)).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"http://testserver{CALLBACK}"]
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
    assert all(len(asked[name][0]) >= 16 for name in ("state", "nonce", "code_challenge"))
    assert "secret" not in asked


def test_nobody_chooses_what_is_asked_by_an_address(client: Client, provider: OpenIdProvider) -> None:
    answer = client.post(f"{BEGIN}?scope=admin&auth_params=prompt%3Dnone&process=connect")
    asked = parse_qs(urlsplit(answer["Refresh"]).query)
    assert "admin" not in asked["scope"][0]
    assert "prompt" not in asked


def test_a_verified_address_signs_its_person_in_and_leads_on(
    client: Client, provider: OpenIdProvider, person: User
) -> None:
    answer = come_back(client, provider, "priya")
    assert answer["Location"] == "/plans/"
    assert client.session["_auth_user_id"] == str(person.pk)
    assert done() == ["Priya Raman first signed in elsewhere as Priya Raman"]
    person.refresh_from_db()
    assert person.check_password("a long enough passphrase"), "the password stays"
    assert person.name == "Priya Raman"


def test_a_required_second_factor_is_the_providers_part_and_not_of_who_gives_a_password(
    client: Client, provider: OpenIdProvider, person: User, settings
) -> None:
    settings.REQUIRE_TOTP = "everyone"
    come_back(client, provider, "priya")
    assert client.get("/settings/").status_code == 200
    other = Client()
    with_password(other, person)
    assert other.get("/settings/")["Location"] == "/settings/security/app/"


def test_afterwards_the_providers_number_counts_whatever_the_address(
    client: Client, provider: OpenIdProvider, person: User
) -> None:
    come_back(client, provider, "priya")
    User.objects.filter(pk=person.pk).update(email="priya.new@example.org")
    other = Client()
    come_back(other, provider, "priya")
    assert other.session["_auth_user_id"] == str(person.pk)
    assert len(done()) == 1


def test_a_second_factor_is_asked_for_here_too(client: Client, provider: OpenIdProvider) -> None:
    protected("Priya Raman")
    answer = come_back(client, provider, "priya")
    assert answer["Location"].startswith("/accounts/code/")
    assert not is_signed_in(client)
    client.post("/accounts/code/", {"code": code()})
    assert is_signed_in(client)


def test_a_stranger_is_let_in_where_the_domain_is_on_the_list(
    client: Client, provider: OpenIdProvider, settings
) -> None:
    settings.EMAIL_DOMAINS = ["example.org"]
    come_back(client, provider, "new")
    made = User.objects.get()
    assert (made.email, made.name, made.role) == ("new.person@example.org", "New Person", "member")
    assert not made.has_usable_password()
    assert client.session["_auth_user_id"] == str(made.pk)
    assert done() == [
        "Waymark added New Person",
        "New Person first signed in elsewhere as New Person",
    ]
    other = Client()
    come_back(other, provider, "nameless")
    assert User.objects.filter(name="no.name").exists()


@pytest.mark.parametrize("domains", [[], ["example.org"]])
def test_a_stranger_is_refused_otherwise(
    client: Client, provider: OpenIdProvider, settings, domains: list[str]
) -> None:
    settings.EMAIL_DOMAINS = domains
    page = refused(client, provider, "elsewhere")
    assert "Nobody here has the address somebody@example.com. Ask an administrator to add you." in page
    assert not User.objects.exists()


@pytest.mark.parametrize("sub", ["unverified", "silent", "addressless"])
def test_an_address_that_is_not_verified_opens_nothing(
    client: Client, provider: OpenIdProvider, person: User, settings, sub: str
) -> None:
    settings.EMAIL_DOMAINS = ["example.org"]
    assert "does not say that your e-mail address was verified" in refused(client, provider, sub)


def test_who_was_deactivated_stays_out_before_and_after(
    client: Client, provider: OpenIdProvider, person: User
) -> None:
    User.objects.update(is_active=False)
    assert "switched this account off" in refused(client, provider, "priya")
    User.objects.update(is_active=True)
    come_back(client, provider, "priya")
    User.objects.update(is_active=False)
    other = Client()
    assert come_back(other, provider, "priya")["Location"] == "/accounts/inactive/"
    assert not is_signed_in(other)


def test_another_browsers_state_opens_nothing(client: Client, provider: OpenIdProvider, person: User) -> None:
    back = provider.sign_in(begin(client), "priya")
    assert Client().get(back).status_code == 401
    wrong = re.sub("state=[^&]+", "state=wrong", back)
    assert client.get(wrong).status_code == 401
    assert client.get(CALLBACK).status_code == 401
    assert not is_signed_in(client)
    assert client.get(back).status_code == 302, "the right one still does, once"
    assert Client().get(back).status_code == 401


def test_who_refuses_at_the_provider_is_told_so(client: Client, provider: OpenIdProvider) -> None:
    assert "You did not finish at Example account." in refused(client, provider, "nobody", 401)


def changed_token(monkeypatch: pytest.MonkeyPatch, **claims: object) -> None:
    """The provider's token with other claims, as if it had been signed so."""
    decode = jwtkit.verify_and_decode
    monkeypatch.setattr(jwtkit, "verify_and_decode", lambda **options: decode(**options) | claims)


def test_a_token_of_another_sign_in_is_refused(
    client: Client, provider: OpenIdProvider, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed_token(monkeypatch, nonce="another")
    refused(client, provider, "priya", 401)


def test_an_answer_about_somebody_else_is_refused(
    client: Client, provider: OpenIdProvider, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    decode = jwtkit.verify_and_decode

    def without_address(**options: object) -> dict[str, object]:
        claims = decode(**options)
        return {"iss": claims["iss"], "sub": "new", "nonce": claims["nonce"]}

    monkeypatch.setattr(jwtkit, "verify_and_decode", without_address)
    refused(client, provider, "priya", 401)


@pytest.mark.parametrize("algorithm", ["RS256", "HS256", "none"])
def test_a_token_that_the_provider_did_not_sign_is_refused(
    client: Client,
    provider: OpenIdProvider,
    person: User,
    monkeypatch: pytest.MonkeyPatch,
    algorithm: str,
) -> None:
    from_provider = jwtkit.verify_and_decode

    def forged(*, credential: str, **options: object) -> dict[str, object]:
        head, body, seal = credential.split(".")
        if algorithm == "RS256":
            seal = seal[:-8] + ("A" * 8 if not seal.endswith("A" * 8) else "B" * 8)
            return from_provider(credential=f"{head}.{body}.{seal}", **options)
        claims = jwt.decode(credential, options={"verify_signature": False})
        kid = jwt.get_unverified_header(credential)["kid"]
        key = None if algorithm == "none" else "a secret that is long enough for HS256"
        token = jwt.encode(claims, key, algorithm, headers={"kid": kid})
        return from_provider(credential=token, **options)

    monkeypatch.setattr(jwtkit, "verify_and_decode", forged)
    refused(client, provider, "priya", 401)


def test_a_token_for_another_application_is_refused(
    client: Client, provider: OpenIdProvider, person: User, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    decode = jwtkit.verify_and_decode
    monkeypatch.setattr(
        jwtkit, "verify_and_decode", lambda **options: decode(**options | {"audience": "another"})
    )
    refused(client, provider, "priya", 401)


def test_a_provider_that_says_it_is_another_is_not_asked(
    client: Client, provider: OpenIdProvider, settings
) -> None:
    name = provider.issuer.replace("127.0.0.1", "localhost") + "/.well-known/openid-configuration"
    settings.SOCIALACCOUNT_PROVIDERS = provider.settings(settings={"server_url": name})
    assert client.post(BEGIN).status_code == 503


def test_a_provider_that_is_gone_leaves_the_password(
    client: Client, provider: OpenIdProvider, settings
) -> None:
    gone = f"http://127.0.0.1:{free_port()}"
    settings.SOCIALACCOUNT_PROVIDERS = provider.settings(settings={"server_url": gone})
    answer = client.post(BEGIN)
    assert answer.status_code == 503
    assert "or sign in with your password" in answer.content.decode()


def test_no_row_of_the_database_makes_a_provider(client: Client, provider: OpenIdProvider) -> None:
    SocialApp.objects.create(provider="openid_connect", provider_id="row", name="Row", client_id="row")
    assert client.post("/accounts/oidc/row/").status_code == 404


def test_a_sign_in_from_another_site_is_not_begun(provider: OpenIdProvider) -> None:
    assert Client(enforce_csrf_checks=True).post(BEGIN).status_code == 403


@pytest.mark.parametrize("place", ["https://evil.example/", "//evil.example/"])
def test_nobody_is_led_to_another_site(
    client: Client, provider: OpenIdProvider, person: User, place: str
) -> None:
    assert come_back(client, provider, "priya", place)["Location"] == "/"
