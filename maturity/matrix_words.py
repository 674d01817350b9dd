"""What the matrix shows and leaves out, in words: the same on the page and in a file."""

from maturity.matrix_address import SUBMITTED, MatrixAddress


def filters_in_words(
    address: MatrixAddress, divisions: tuple[tuple[str, str], ...], dimensions: tuple[tuple[str, str], ...]
) -> dict[str, str]:
    """What a team has to be in order to be shown, by the name of the filter; nothing where everything is."""
    said = {
        "division": dict(divisions).get(address.division, ""),
        "team contains": address.q,
        "dimension": dict(dimensions).get(address.dimension, ""),
        "submission": SUBMITTED.get(address.submitted, "").lower(),
        "gap": "more than one level" if address.gap else "",
    }
    return {name: value for name, value in said.items() if value}
