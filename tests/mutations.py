"""Requests that no page of ours sends: the rows of the table of addresses, with something of them exchanged."""

from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from hypothesis import strategies as st

from tests.addresses.asked import ROLES, Asked
from tests.addresses.organisation import Organisation
from tests.addresses.table import PAGES, POSTS

# Numbers at every edge of a column, digits that are no numbers, characters that a database or a page cannot take.
NASTY = (
    "", " ", "0", "-1", "1.5", "1e400", "NaN", "007", "None", "null", "true", "[]", "{}", "on", "yes",
    "32768", "2147483647", "2147483648", "9223372036854775807", "9223372036854775808", "9" * 40, "9" * 5000,
    "²", "٣", "é", "💥", "ﬀ", "İ", "\x00", "a\x00b", "\x1b", "\r\n", "\u2028", "\u202e", "\ufeff",
    "..", ".", "%", "%00", "%s", "//example.org", "\\\\example.org", "https://example.org/", "javascript:1",
    "<script>", "'", '"', "';--", "{{1}}", "x" * 5000, "0000-00-00", "2026-02-30", "9999-12-31", "10000-01-01",
    "1.1", "1." + "9" * 40, "00000000001" + "9" * 40, "week-0", "week-999", "start", "phases", "csv", "1999-q1",
)  # fmt: skip
# What a word in braces is exchanged for: the same kind of thing of another team, by the names of `strangers_beside`.
THEIRS = (
    "team", "evidence", "vote", "plan", "change", "item", "item_change", "comment", "link", "tick", "phase", "goal",
    "note", "role", "shift",
)  # fmt: skip
QUERY = (
    "act", "as", "at", "begins", "choose", "chosen", "compare", "cycle", "dimension", "division", "ends", "fold",
    "format", "from", "gap", "key", "kind", "lead", "level", "line", "look", "measure", "next", "of", "open", "opened",
    "order", "owner", "page", "phase", "practice", "q", "quarter", "reading", "scale", "show", "sort", "state", "step",
    "submitted", "target", "team", "title", "to", "values", "version", "view", "week", "what",
)  # fmt: skip
FIELDS = (
    *QUERY,
    "body",
    "day",
    "document",
    "file",
    "item",
    "kept",
    "manager",
    "onto",
    "role_0",
    "seen",
    "source",
)
TARGETS = ("", "workspace", "main", "results", "answer-1", "no-such-thing")


@dataclass(frozen=True)
class Mutated:
    """`arguments`, `query` and `fields` say what stands where; a value of THEIRS stands in braces. None leaves it out.

    `body` is sent instead of a form where there is one.
    """

    asked: Asked
    posts: bool
    role: str
    arguments: dict[int, str] = field(default_factory=dict)
    query: tuple[tuple[str, str], ...] = ()
    fields: tuple[tuple[str, tuple[str, ...] | None], ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    target: str = ""
    body: bytes | None = None


VALUES = st.one_of(
    st.sampled_from([f"{{{name}}}" for name in THEIRS]),
    st.sampled_from(NASTY),
    st.text(max_size=12),
    st.integers(-(2**70), 2**70).map(str),
)
PAIRS = st.tuples(st.sampled_from(QUERY), VALUES)
# A few names with values of their own, or every name that any page reads with one and the same.
QUERIES = st.one_of(
    st.lists(PAIRS, max_size=4).map(tuple),
    VALUES.map(lambda value: tuple((name, value) for name in QUERY)),
)
SENT = st.one_of(st.none(), st.lists(VALUES, min_size=1, max_size=3).map(tuple))


@st.composite
def mutated(draw: st.DrawFn) -> Mutated:
    posts = draw(st.booleans())
    asked = draw(st.sampled_from(POSTS if posts else PAGES))
    made = Mutated(asked, posts, draw(st.sampled_from(ROLES)), target=draw(st.sampled_from(TARGETS)))
    if asked.arguments:
        places = st.integers(0, len(asked.arguments) - 1)
        made = replace(made, arguments=draw(st.dictionaries(places, VALUES, max_size=2)))
    return draw(_with_a_form(made)) if posts else replace(made, query=draw(QUERIES))


@st.composite
def _with_a_form(draw: st.DrawFn, made: Mutated) -> Mutated:
    names = st.sampled_from([*made.asked.data, *made.asked.data, *FIELDS])
    fields = draw(st.lists(st.tuples(names, SENT), max_size=3))
    files = draw(
        st.lists(st.tuples(st.sampled_from(("file", "upload", "uploads", "document")), VALUES), max_size=1)
    )
    body = draw(st.one_of(st.none(), st.none(), st.none(), st.binary(max_size=40)))
    return replace(made, fields=tuple(fields), files=tuple(files), body=body)


@dataclass(frozen=True)
class Sender:
    """Sends what was mutated, in the organisation and with the strangers beside it."""

    organisation: Organisation
    theirs: dict[str, object]
    sessions: dict[str, str]

    def browser(self, role: str) -> Client:
        client = Client()
        if role in self.sessions:
            client.cookies["sessionid"] = self.sessions[role]
        return client

    def send(self, made: Mutated) -> list[Any]:
        """The answer, and after a post the page that it leads to, as the test client has them."""
        browser = self.browser(made.role)
        headers = {"HX-Request": "true", "HX-Target": made.target} if made.target else {}
        if not made.posts:
            return [browser.get(self._path(made), headers=headers)]
        if made.body is not None:
            kind = (
                "application/json",
                "multipart/form-data; boundary=x",
                "application/x-www-form-urlencoded",
            )
            answer = browser.post(
                self._path(made), made.body, content_type=kind[len(made.body) % 3], headers=headers
            )
        else:
            answer = browser.post(self._path(made), self._form(made), headers=headers)
        leads_on = answer.status_code == 302 and answer["Location"].startswith("/")
        return [answer, browser.get(answer["Location"])] if leads_on else [answer]

    def _path(self, made: Mutated) -> str:
        """As the table has it, with exchanged arguments in their places, whether its pattern would take them or not."""
        path = self.organisation.path(made.asked)
        for place, value in made.arguments.items():
            known = made.asked.arguments[place].format(**self.organisation.words)
            head, found, tail = path.rpartition(known)
            path = head + quote(self._value(value), safe="") + tail if found else path
        query = QueryDict(mutable=True)
        for name, value in made.query:
            query.appendlist(name, self._value(value))
        return f"{path}?{query.urlencode()}" if query else path

    def _form(self, made: Mutated) -> dict[str, object]:
        sent: dict[str, object] = dict(self.organisation.data(made.asked))
        for name, values in made.fields:
            if values is None:
                sent.pop(name, None)
            else:
                sent[name] = [self._value(value) for value in values]
        for name, value in made.files:
            sent[name] = SimpleUploadedFile("plan.md", self._value(value).encode(errors="replace"))
        return sent

    def _value(self, value: str) -> str:
        return str(self.theirs[value[1:-1]]) if value[1:-1] in self.theirs and value[0] == "{" else value
