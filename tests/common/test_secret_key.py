"""Every workspace has a secret of its own."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from common.secret_key import workspace_secret


def test_the_secret_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    secret = workspace_secret(folder)
    assert len(secret) >= 50
    assert workspace_secret(folder) == secret
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret_key"]


def test_two_workspaces_have_two_secrets(tmp_path: Path) -> None:
    assert workspace_secret(tmp_path / "a") != workspace_secret(tmp_path / "b")


def test_all_that_start_at_once_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: workspace_secret(tmp_path), range(32)))) == 1
