"""The mark that every writer carries."""

import inspect
from collections.abc import Callable
from functools import wraps

from django.db import transaction


def service[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Run in one transaction; refuse at import a writer that does not name its actor and its moment.

    A service takes keyword arguments only, among them `by` (the acting user, or None for the system) and `now`.
    """
    parameters = inspect.signature(function).parameters
    missing = {"by", "now"} - parameters.keys()
    positional = [
        name for name, parameter in parameters.items() if parameter.kind is not parameter.KEYWORD_ONLY
    ]
    if missing or positional:
        raise TypeError(f"{function.__qualname__}: a service takes keyword arguments only, with by and now")

    @wraps(function)
    def in_transaction(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic():
            return function(*args, **kwargs)

    in_transaction.is_service = True  # type: ignore[attr-defined]  # tests list the services by it
    return in_transaction
