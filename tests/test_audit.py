"""The audit of the packages finds what it is there to find, and says what it could not look up."""

import re

from tests.audit import FILES, ROOT, known_holes, pins, report, wrong_pins

PINNED = """alpha==1.2 \\
    --hash=sha256:00 \\
    --hash=sha256:01
    # via beta
Beta_Two[extra]==3.0 ; sys_platform != 'nowhere' \\
    --hash=sha256:02
gamma==4.0 ; sys_platform == 'nowhere' \\
    --hash=sha256:03
delta==5.0
"""
HOLE = {"id": "PYSEC-1", "fix_versions": ["1.3"], "aliases": [], "description": ""}
SKIPPED = {"name": "beta-two", "skip_reason": "Dependency not found"}


def test_what_this_machine_needs_is_read_with_its_hashes():
    assert list(pins(PINNED)) == [("alpha", "1.2", True), ("beta-two", "3.0", True), ("delta", "5.0", False)]


def test_another_version_and_a_missing_hash_are_told():
    assert list(wrong_pins(pins(PINNED), {"alpha": "1.2", "beta-two": "2.9", "delta": "5.0"})) == [
        "beta-two is pinned at 3.0, and installed it is 2.9: run `make setup`",
        "delta 5.0 is pinned without a hash: run `make pin`",
    ]


def test_the_files_are_read_whole():
    """Every pin of the files is one to this reader: none is left out because of how it is written."""
    for file in FILES:
        text = (ROOT / file).read_text()
        read = {f"{name}=={version}" for name, version, _ in pins(text)}
        everywhere = re.findall(r"^([a-z0-9][^\s;]*==[^\s;]+) \\$", text, re.MULTILINE)
        assert len(everywhere) > 20
        assert {re.sub(r"\[.*\]", "", pin) for pin in everywhere} <= read
        assert all(has_hash for _, _, has_hash in pins(text))


def test_a_known_hole_is_told_with_what_mends_it():
    answer = {"dependencies": [{"name": "alpha", "version": "1.2", "vulns": [HOLE]}, SKIPPED]}
    assert known_holes(answer) == (["alpha 1.2: PYSEC-1, mended in 1.3"], 1)


def test_a_service_that_knows_no_package_has_checked_nothing():
    empty, clean = (
        {"dependencies": [SKIPPED]},
        {"dependencies": [{"name": "alpha", "version": "1.2", "vulns": []}]},
    )
    assert report([("pypi", empty), ("osv", None)])[0].startswith("NOT looked up")
    assert report([("pypi", empty), ("osv", clean)]) == ("1 of 1 packages looked up at osv, as of now.", [])
