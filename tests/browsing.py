"""A person at the running program: one connection that is kept, cookies, and forms sent as a browser sends them."""

from dataclasses import dataclass
from http.client import BadStatusLine, HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode

_HANG_UP = (ConnectionResetError, BrokenPipeError, BadStatusLine)


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer of the program."""

    status: int
    text: str
    location: str


class Person:
    """Not for use by two threads at once."""

    def __init__(self, port: int, session: str = "") -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = {"sessionid": session} if session else {}

    def get(self, path: str, **headers: str) -> Seen:
        return self._ask("GET", path, "", headers)

    def post(self, path: str, values: dict[str, list[str]], **headers: str) -> Seen:
        """Send a form; `values` carry its own CSRF token, and the cookie is the one that its page set."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(values, doseq=True), {**kind, **headers})

    def close(self) -> None:
        self._connection.close()

    def _ask(self, method: str, path: str, body: str, headers: dict[str, str]) -> Seen:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        response = self._send(method, path, body, {**named, "Cookie": cookies})
        text = response.read().decode()
        for line in response.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return Seen(response.status, text, response.headers.get("Location", ""))

    def _send(self, method: str, path: str, body: str, headers: dict[str, str]) -> HTTPResponse:
        """Once more, as browsers do, where a connection that was kept turns out to be closed."""
        kept = self._connection.sock is not None
        try:
            self._connection.request(method, path, body or None, headers)
            return self._connection.getresponse()
        except _HANG_UP:
            self._connection.close()
            if not kept:
                raise
            self._connection.request(method, path, body or None, headers)
            return self._connection.getresponse()
