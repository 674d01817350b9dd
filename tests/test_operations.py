"""What an operator is handed: the image, the compose file, and the page that explains them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
OURS = {"migrate", "web", "worker", "beat"}


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "compose.yaml").read_text())


def text(name):
    return (ROOT / name).read_text()


def listed(name, pattern):
    return set(re.findall(pattern, text(name), re.MULTILINE))


def variables():
    of_the_tests = {"TEST_POSTGRES_URL", "TEST_REDIS_URL", "CHROMIUM", "CI"}
    return listed(".env.example", r"^#(\w+)=") - of_the_tests


def test_operations_explain_every_variable():
    rows = [line.split("|")[1] for line in text("docs/operations.md").splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`([A-Z_]{4,})`", " ".join(rows))) == variables()


def test_what_compose_sets_is_read(compose):
    for name in OURS:
        assert set(compose["services"][name]["environment"]) <= variables(), name


def test_what_compose_asks_of_the_operator_stands_in_operations():
    asked = set(re.findall(r"\$\{(\w+):\?", text("compose.yaml")))
    block = text("docs/operations.md").split("goes a file `.env`:")[1].split("Then")[0]
    assert asked <= set(re.findall(r"^ +(\w+)=", block, re.MULTILINE))


def test_two_of_each_and_everything_is_watched(compose):
    services = compose["services"]
    assert services["web"]["deploy"]["replicas"] == services["worker"]["deploy"]["replicas"] == 2
    for name in ("worker", "beat", "database", "queue"):
        assert services[name]["healthcheck"]["test"], name
    assert "HEALTHCHECK" in text("Dockerfile"), "the web containers have the image's"
    for name in OURS - {"migrate"}:
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_containers_of_ours_have_no_rights_and_write_nothing(compose):
    for name in OURS:
        service = compose["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
    assert re.search(r"^USER 10001$", text("Dockerfile"), re.MULTILINE)


def test_only_the_proxy_is_reached_from_outside(compose):
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["proxy"]


def test_the_image_holds_every_package_and_no_test():
    copied = set(re.findall(r"^COPY (\w+) \1$", text("Dockerfile"), re.MULTILINE))
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert copied == packages | {"templates", "static"}
    allowed = {line[1:] for line in text(".dockerignore").splitlines() if line.startswith("!")}
    assert allowed == copied | {"manage.py", "requirements.txt"}


def test_nothing_is_missing_where_only_the_pinned_packages_are(tmp_path):
    """As in the image, and on machines without the tools of development."""
    variables = {**os.environ, "WAYMARK_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-m", "tests.runtime_only"]
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def test_no_volume_is_named_twice_and_each_is_used(compose):
    used = {
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
    }
    assert used == set(compose["volumes"])


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_health_is_told_without_https(client, settings, path, db):
    settings.SECURE_SSL_REDIRECT = True
    settings.METRICS_TOKEN = ""
    assert client.get(path).status_code == (404 if path == "/metrics" else 200)
    assert client.get("/matrix/").status_code == 301
