"""Characters that nobody sees and that make a text read otherwise than it is written. Pure."""

import unicodedata

# They turn the direction of what follows, beyond the end of the text: a link can be made to look like another.
_TURNING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_LINES = "\n\t"


def hidden_character(text: str, *, lines: bool = False) -> str:
    """The first one, such as "U+202E (right-to-left override)"; empty where there is none.

    With `lines`, line breaks and tabs belong to the text.
    """
    # What prints hides nothing: the usual case, answered at once for a spreadsheet of a hundred thousand notes.
    if (text.replace("\n", "").replace("\t", "") if lines else text).isprintable():
        return ""
    for character in text:
        if lines and character in _LINES:
            continue
        if unicodedata.category(character) in {"Cc", "Cs"} or ord(character) in _TURNING:
            return f"U+{ord(character):04X} ({_name(character)})"
    return ""


def refused_for(text: str, *, lines: bool = False) -> str:
    """The sentence for whoever wrote `text`; empty where nothing is hidden in it."""
    found = hidden_character(text, lines=lines)
    return f"It holds a hidden character, {found}. Take it out; then it is saved." if found else ""


def _name(character: str) -> str:
    if character in "\n\r":
        return "a line break"
    return unicodedata.name(character, "a control character").lower()
