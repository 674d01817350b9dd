"""The time zones that people choose from. Pure."""

from functools import cache
from importlib.resources import files
from itertools import groupby


@cache
def zones_by_region() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Region, then name and label of each of its zones: ("Europe", (("Europe/Berlin", "Berlin"), …)), …

    They are those of the table `zone.tab`, which has one for each place whose clocks differ and leaves out old names.
    """
    lines = files("tzdata.zoneinfo").joinpath("zone.tab").read_text().splitlines()
    names = sorted(line.split("\t")[2] for line in lines if line and not line.startswith("#"))
    regions = ((region, tuple(map(_labelled, of_it))) for region, of_it in groupby(names, key=_region))
    return (*regions, ("Everywhere", (("UTC", "UTC"),)))


def is_known(name: str) -> bool:
    return any(name == zone for _, zones in zones_by_region() for zone, _ in zones)


def _region(name: str) -> str:
    return name.partition("/")[0]


def _labelled(name: str) -> tuple[str, str]:
    return name, name.partition("/")[2].replace("_", " ").replace("/", ", ")
