"""Which addresses belong to the organisation. Pure."""

from collections.abc import Sequence


def is_in(email: str, domains: Sequence[str]) -> bool:
    """Does the address end in one of the domains? Without any, every address may. A subdomain is another domain."""
    domain = email.rpartition("@")[2].lower()
    return not domains or domain in {each.strip().lstrip("@").lower() for each in domains}


def refusal(email: str, domains: Sequence[str]) -> str:
    return f"{email} is not an address at {' or '.join(domains)}. Only such addresses may sign in here."
