"""The forms of a page, read as a browser reads them: where they go, what they send, and which buttons they have."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

type Pairs = list[tuple[str, str]]

_CHOSEN_BY_A_MARK = {"radio", "checkbox"}
_SEND_NOTHING = {"submit", "button", "reset", "image", "file"}


@dataclass
class Button:
    """What presses the form: its own address and its own pair, each empty where it has none."""

    id: str
    action: str
    name: str
    value: str
    disabled: bool


@dataclass
class Form:
    """`fields` are the pairs that the form sends as it stands, in their order; `choices` the values of each name."""

    id: str
    action: str
    method: str
    fields: Pairs = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)

    def filled(self, **values: str) -> dict[str, list[str]]:
        """What is sent once somebody has typed or chosen `values` ("evidence__title" is "evidence-title")."""
        sent: dict[str, list[str]] = {}
        for name, value in self.fields:
            sent.setdefault(name, []).append(value)
        for key, value in values.items():
            name = key.replace("__", "-")
            assert value in self.choices.get(name, [value]), (
                f"{name} cannot be {value!r}: {self.choices[name]}"
            )
            assert name in sent or name in self.choices, f"the form {self.id} has no field {name}"
            sent[name] = [value]
        return sent

    def button(self, id_begins: str) -> Button:
        """The button whose id begins so."""
        found = [button for button in self.buttons if button.id.startswith(id_begins)]
        assert len(found) == 1, f"{id_begins}: {[button.id for button in self.buttons]}"
        return found[0]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._disabled_sets: list[bool] = []
        self._select = ""
        self._selected: list[str] = []
        self._textarea: str | None = None
        self._typed = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            method = has.get("method", "get").lower()
            self._open = Form(has.get("id", ""), has.get("action", ""), method)
            self.forms.append(self._open)
        elif tag == "fieldset":
            self._disabled_sets.append("disabled" in has)
        elif (owner := self._owner(has)) is not None and (read := getattr(self, f"_read_{tag}", None)):
            read(owner, has, "disabled" in has or any(self._disabled_sets))

    def _owner(self, has: dict[str, str]) -> Form | None:
        """The form that the element names, wherever it stands; else the one that it stands in."""
        if "form" not in has:
            return self._open
        return next((form for form in self.forms if form.id == has["form"]), None)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "fieldset" and self._disabled_sets:
            self._disabled_sets.pop()
        elif tag == "textarea" and self._open is not None and self._textarea is not None:
            # A browser drops the first line break of a text area, and sends the others as CR LF.
            typed = self._typed.removeprefix("\n").replace("\n", "\r\n")
            self._open.fields.append((self._textarea, typed))
            self._textarea = None
        elif tag == "select" and self._open is not None and self._select:
            values = self._open.choices[self._select]
            chosen = self._selected or values[:1]
            self._open.fields += [(self._select, value) for value in chosen]
            self._select, self._selected = "", []

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self._typed += data

    def _read_input(self, form: Form, has: dict[str, str], disabled: bool) -> None:
        kind, name = has.get("type", "text"), has.get("name", "")
        if kind in _SEND_NOTHING:
            self._read_button(form, has, disabled)
        elif not name or disabled:
            return
        elif kind in _CHOSEN_BY_A_MARK:
            form.choices.setdefault(name, []).append(has.get("value", "on"))
            if "checked" in has:
                form.fields.append((name, has.get("value", "on")))
        else:
            form.fields.append((name, has.get("value", "")))

    def _read_button(self, form: Form, has: dict[str, str], disabled: bool) -> None:
        if has.get("type", "submit") == "submit":
            form.buttons.append(
                Button(
                    has.get("id", ""),
                    has.get("formaction", ""),
                    has.get("name", ""),
                    has.get("value", ""),
                    disabled,
                )
            )

    def _read_textarea(self, form: Form, has: dict[str, str], disabled: bool) -> None:
        self._textarea = None if disabled else has.get("name")
        self._typed = ""

    def _read_select(self, form: Form, has: dict[str, str], disabled: bool) -> None:
        self._select = "" if disabled else has.get("name", "")
        if self._select:
            form.choices.setdefault(self._select, [])

    def _read_option(self, form: Form, has: dict[str, str], disabled: bool) -> None:
        if self._select and not disabled:
            form.choices[self._select].append(has["value"])
            self._selected += [has["value"]] if "selected" in has else []


def forms(html: str) -> list[Form]:
    """Every form of a page, in its order. Options name their values, as all of Waymark's do."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms


def form(html: str, wanted: str) -> Form:
    """The one form whose id or action is `wanted`."""
    found = [each for each in forms(html) if wanted in {each.id, each.action}]
    assert len(found) == 1, f"{wanted}: {[(each.id, each.action) for each in forms(html)]}"
    return found[0]
