"""Secret: the key that signs cookies and forms, made once and kept across restarts for its owner's eyes alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from assist.errors import SettingsError

FILE = "session.key"
BYTES = 32


def kept_secret(folder: Path) -> bytes:
    """The secret of an index folder, made where there is none; of two processes that make one at once, one wins.

    Raises `SettingsError` where the folder cannot be written or the file is no secret of ours.
    """
    file = folder / FILE
    try:
        if not file.exists():
            folder.mkdir(parents=True, exist_ok=True)
            part = folder / f".{FILE}.{os.getpid()}.{secrets.token_hex(4)}"
            part.touch(mode=0o600)
            part.write_bytes(secrets.token_bytes(BYTES))
            try:
                os.link(part, file)
            except FileExistsError:
                pass  # another process was faster, and its secret counts
            finally:
                part.unlink()
        if file.stat().st_mode & 0o077:
            file.chmod(0o600)
        found = file.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"{file} cannot be read or written: {error.strerror}.", code="secret_unreadable",
            help="Let the program's user own the index folder.",
        ) from error  # fmt: skip
    if len(found) < BYTES:
        raise SettingsError(
            f"{file} is damaged.", code="secret_damaged", help="Delete it; everybody signs in anew then."
        )
    return found
