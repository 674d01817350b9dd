"""`python -m tests.runtime_only` imports all that runs in production, with nothing but requirements.txt installed.

A package that came along with the tools of development, and is missing where Waymark runs, shows here.
"""

import re
import sys
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.metadata import packages_distributions
from pathlib import Path
from pkgutil import walk_packages

ROOT = Path(__file__).resolve().parents[1]
ENTRANCES = (
    "gunicorn.workers.gthread",
    "config.wsgi",
    "celery.bin.worker",
    "celery.bin.beat",
    "celery.concurrency.prefork",
    "kombu.transport.redis",
    "django.db.backends.postgresql.base",
)
OURS = ("config", "common", "teams", "maturity", "plans")


class Missing(MetaPathFinder):
    """Finds nothing of the packages that requirements.txt does not name."""

    def __init__(self) -> None:
        pinned = {
            plain(name)
            for name in re.findall(r"^([\w.-]+)==", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
        }
        self.names = {
            name
            for name, owners in packages_distributions().items()
            if not {plain(each) for each in owners} & pinned
        }

    def find_spec(self, fullname, path=None, target=None):
        if fullname.partition(".")[0] in self.names:
            raise ModuleNotFoundError(f"requirements.txt brings no {fullname}", name=fullname)


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> None:
    sys.meta_path.insert(0, Missing())
    for name in ENTRANCES:
        import_module(name)
    for package in OURS:
        for module in walk_packages([str(ROOT / package)], f"{package}."):
            if ".migrations." not in module.name:
                import_module(module.name)


if __name__ == "__main__":
    main()
