"""`python -m tests.audit`: is what is pinned what is installed, whole and free of known holes?

Holes are known to a service on the network, which `pip-audit` asks. No package brings an offline copy of what it knows
that is both current and free to use, so that without the service this part is said not to have been checked.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from packaging.markers import Marker
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).resolve().parents[1]
FILES: Final = ("requirements.txt", "requirements-dev.txt")
SERVICES: Final = ("pypi", "osv")
PATIENCE = 45  # seconds
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)(?: ; ([^\\\n]+))?")


def pins(text: str) -> Iterator[tuple[str, str, bool]]:
    """Name, version and whether there is a hash, of each package of a requirement file that this machine needs."""
    for block in re.split(r"\n(?=[A-Za-z0-9])", text):
        if (found := _PIN.match(block)) and (not found[3] or Marker(found[3].strip()).evaluate()):
            yield canonicalize_name(found[1]), found[2], "--hash=sha256:" in block


def wrong_pins(pinned: Iterable[tuple[str, str, bool]], installed: Mapping[str, str]) -> Iterator[str]:
    for name, version, has_hash in pinned:
        if not has_hash:
            yield f"{name} {version} is pinned without a hash: run `make pin`"
        if installed.get(name) != version:
            there = installed.get(name, "not there")
            yield f"{name} is pinned at {version}, and installed it is {there}: run `make setup`"


def known_holes(answer: Mapping[str, Any]) -> tuple[list[str], int]:
    """What pip-audit's JSON tells: a sentence for each known hole, and how many packages the service knew."""
    known = [each for each in answer["dependencies"] if "skip_reason" not in each]
    return [
        f"{each['name']} {each['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'none'}"
        for each in known
        for hole in each["vulns"]
    ], len(known)


def ask(service: str) -> Mapping[str, Any] | None:
    """None where the service does not answer."""
    words = [
        "--require-hashes",
        "--disable-pip",
        "--format",
        "json",
        "--progress-spinner",
        "off",
        "--timeout",
        "10",
    ]
    files = [word for file in FILES for word in ("--requirement", file)]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pip_audit", *words, "--vulnerability-service", service, *files],
            cwd=ROOT,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        answer: Mapping[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return None
    return answer


def report(answers: Iterable[tuple[str, Mapping[str, Any] | None]]) -> tuple[str, list[str]]:
    """How holes were looked for, in a sentence, and those that were found. The first service that knows is enough."""
    for service, answer in answers:
        if answer is None:
            continue
        holes, known = known_holes(answer)
        if known:
            return (
                f"{known} of {len(answer['dependencies'])} packages looked up at {service}, as of now.",
                holes,
            )
    return "NOT looked up: no service answered. Known holes are not checked on this machine.", []


def main() -> int:
    installed = {canonicalize_name(each.metadata["Name"]): each.version for each in metadata.distributions()}
    wrong = [fault for file in FILES for fault in wrong_pins(pins((ROOT / file).read_text()), installed)]
    said, holes = report((service, ask(service)) for service in SERVICES)
    say = sys.stdout.write
    say(f"Pins and hashes: {len(wrong)} wrong.\nKnown holes: {said}\n")
    say("".join(f"{line}\n" for line in [*wrong, *holes]))
    return 1 if wrong or holes else 0


if __name__ == "__main__":
    sys.exit(main())
