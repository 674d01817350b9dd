"""`.env.example` is the list of the variables: it and the code say the same."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_every_variable_that_the_settings_read_is_listed():
    read = set(re.findall(r'env\.\w+\("(\w+)"', (ROOT / "config" / "settings.py").read_text()))
    listed = set(re.findall(r"^#(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    of_the_tests = {"TEST_POSTGRES_URL", "TEST_REDIS_URL", "CHROMIUM", "CI"}
    assert listed == read | of_the_tests


def test_only_the_settings_read_the_environment():
    """Handing all of it on to another program (`**os.environ`) reads nothing."""
    packages = ("common", "config", "maturity", "plans", "teams")
    readers = {
        str(path.relative_to(ROOT))
        for package in packages
        for path in (ROOT / package).rglob("*.py")
        if re.search(r"(?<!\*\*)os\.(environ|getenv)\b(?!\.setdefault)", path.read_text())
    }
    assert readers == set()
