"""Zips of a plan: read like a folder, refused where they are hostile, written so that they read back."""

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings

from plans.document import DocumentError, SourceFile, canonical, pack, read_plan, unpack, write_files
from plans.document.archive import MOST_FILES
from tests.plans import documents

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=40)


def refusal(data):
    with pytest.raises(DocumentError) as refused:
        unpack("plan.zip", data)
    assert str(refused.value).startswith("plan.zip")
    return refused.value.message


@PATIENT
@given(documents.plans())
def test_one_file_for_each_phase_reads_back_as_the_same_plan(plan):
    files = [SourceFile(name, text) for name, text in write_files(plan).items()]
    assert replace(read_plan(files[::-1]), warnings=()) == canonical(plan)


@PATIENT
@given(documents.plans())
def test_without_a_title_it_does_too(plan):
    plan = replace(plan, title="")
    if plan.phases:
        files = unpack("plan.zip", pack(write_files(plan)))
        assert replace(read_plan(files), warnings=()) == canonical(plan)


def test_a_zip_is_read_like_a_folder_with_what_is_in_its_folders():
    found = unpack(
        "p.zip", pack({"b/2.md": "# Week 2", "1.md": "# Week 1", "a.png": "x", "__MACOSX/1.md": "x"})
    )
    assert [file.name for file in found] == ["p.zip/b/2.md", "p.zip/1.md"]


@pytest.mark.parametrize("name", ["../1.md", "a/../../1.md", "/etc/1.md", "..\\1.md"])
def test_a_path_that_leads_outside_is_refused(name):
    assert "leads outside of the zip" in refusal(pack({"1.md": "# Week 1", name: "# Week 2"}))


def test_a_bomb_is_refused():
    assert "more than 4 MB" in refusal(pack({"1.md": "- a\n" * 500, "2.md": " " * 90_000_000}))


def test_a_bomb_that_lies_about_its_size_is_bounded():
    data = bytearray(pack({"1.md": "a" * 90_000_000}))
    at = data.index(b"PK\1\2") + 24
    data[at : at + 4] = (10).to_bytes(4, "little")
    assert refusal(bytes(data))


def test_too_many_files_and_none_are_refused():
    assert "more than 200 files" in refusal(pack({f"{n}.md": "x" for n in range(MOST_FILES + 1)}))
    assert refusal(pack({"a.png": "x"})).startswith("no Markdown in this zip")


@pytest.mark.parametrize("data", [b"", b"PK\3\4 garbage", b"\0" * 500])
def test_what_is_no_zip_is_said(data):
    assert refusal(data).startswith("this is no zip")


def test_a_damaged_zip_is_said():
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("1.md", "# Week 1\n\nsome words that are packed\n" * 20)
    data = bytearray(packed.getvalue())
    data[40:50] = b"\xff" * 10
    assert refusal(bytes(data))
