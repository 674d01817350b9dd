"""Addresses that open something by themselves, kept out of the log."""

import logging
import re

_SECRET = re.compile(r"(/calendar/)[^/\s\"']+(\.ics)")


class HideSecretAddresses(logging.Filter):
    """A request's path is in what is logged about it; the path of a calendar is its secret."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if _SECRET.search(said):
            record.msg, record.args = _SECRET.sub(r"\1…\2", said), ()
        return True
