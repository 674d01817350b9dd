from pathlib import Path

import pytest

from common import static_files


@pytest.fixture
def source(settings, tmp_path) -> Path:
    """A folder of static files that is the only one, with a place of its own to collect them in."""
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "app.css").write_text("body {}")
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    return folder


def test_files_are_collected_once(source, settings):
    assert static_files.collect_if_changed()
    assert (settings.STATIC_ROOT / "app.css").read_text() == "body {}"
    assert not static_files.collect_if_changed()


def test_a_changed_file_is_collected_again(source, settings):
    static_files.collect_if_changed()
    (source / "app.css").write_text("body { color: black }")
    assert static_files.collect_if_changed()
    assert (settings.STATIC_ROOT / "app.css").read_text() == "body { color: black }"


def test_a_file_that_is_gone_is_not_served_on(source, settings):
    (source / "old.css").write_text("old")
    static_files.collect_if_changed()
    (source / "old.css").unlink()
    assert static_files.collect_if_changed()
    assert not (settings.STATIC_ROOT / "old.css").exists()


def test_another_storage_collects_anew(source, settings):
    static_files.collect_if_changed()
    backend = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": backend}}
    assert static_files.collect_if_changed()
    assert (settings.STATIC_ROOT / "staticfiles.json").exists()
