"""The workspace's own secret, made once and kept in its data folder."""

import os
import secrets
from pathlib import Path


def workspace_secret(folder: Path) -> str:
    """The secret kept in `folder`/secret_key; made there (mode 600) the first time.

    Two processes that start at once agree: the file is linked into place whole, and the loser reads the winner's.
    """
    path = folder / "secret_key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _place(path, secrets.token_urlsafe(64))
    return path.read_text().strip()


def _place(path: Path, secret: str) -> None:
    draft = path.with_name(f".secret_key.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secret)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
