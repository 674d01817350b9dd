"""Addresses that open something by themselves, kept out of the log."""

import logging
import re

_SECRET = re.compile(r"(/calendar/)[^/\s\"']+(\.ics)|(/invitations/)[^/\s\"']+()")


class HideSecretAddresses(logging.Filter):
    """A request's path is in what is logged about it: the path of a calendar is its secret, and an invitation's lets a
    person in.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if _SECRET.search(said):
            record.msg, record.args = _SECRET.sub(r"\1\3…\2\4", said), ()
        return True
