"""Ids of rows as addresses and forms name them."""

HIGHEST = 2**31 - 1


def row_id(text: str) -> int | None:
    """From 1 to `HIGHEST`; None for what is no such number. Of more than 4300 digits Python itself would read none."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(HIGHEST))):
        return None
    number = int(text)
    return number if 0 < number <= HIGHEST else None
