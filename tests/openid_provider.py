"""A real OpenID Connect provider, a process of its own on loopback: `oidc-provider-mock`, built on Authlib."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.error import URLError
from urllib.request import urlopen

import requests

from tests.running import PATIENCE, free_port, until


@dataclass(frozen=True)
class OpenIdProvider:
    issuer: str

    def sign_in(self, place: str, sub: str) -> str:
        """Do there what the person does in a browser; where they are sent back to."""
        data = {"action": "deny"} if sub == "nobody" else {"sub": sub}
        answer = requests.post(place, data=data, allow_redirects=False, timeout=PATIENCE)
        return answer.headers["Location"]

    def settings(self, **app: object) -> dict[str, object]:
        """What `config/settings.py` makes of the variables."""
        found = {
            "provider_id": "sso",
            "name": "Example account",
            "client_id": "waymark",
            "secret": "secret",
            "settings": {"server_url": self.issuer},
        }
        return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [found | app]}}


@contextmanager
def running_provider(*people: dict[str, object]) -> Iterator[OpenIdProvider]:
    """`people` are claims, each with its `sub`."""
    port = free_port()
    claims = [word for each in people for word in ("--user-claims", json.dumps(each))]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true"]
    process = subprocess.Popen([*command, *claims], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    issuer = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            with urlopen(f"{issuer}/.well-known/openid-configuration", timeout=PATIENCE):
                return True
        except (URLError, ConnectionError, TimeoutError):
            return False

    try:
        until(answers, "the provider answers")
        yield OpenIdProvider(issuer)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)
