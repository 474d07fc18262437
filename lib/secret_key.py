"""The key by which the site signs and encrypts."""

import secrets
from pathlib import Path

from lib import env


def load_secret_key(configured: str, folder: Path) -> str:
    """Return the key that is given, else the one that the first start of the site generates and
    stores in VAR_DIR, which is `folder`: enough for one machine. A key that cannot be used ends the
    process."""
    if configured:
        if len(configured) < 50:
            env.stop("SECRET_KEY is shorter than 50 characters; make a longer, random one.")
        return configured
    file = folder / "secret-key"
    try:
        if not file.exists():
            make_key(file)
        key = file.read_text(errors="replace").strip()
    except OSError as error:
        env.stop(f"VAR_DIR is {str(folder)!r}, and {file.name} in it fails: {error.strerror}.")
    if len(key) < 50:
        env.stop(f"VAR_DIR is {str(folder)!r}, and {file.name} in it is cut: remove that file.")
    return key


def make_key(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    temporary.touch(mode=0o600)
    temporary.write_text(secrets.token_urlsafe(64))
    try:
        file.hardlink_to(temporary)  # Of several processes at the first start, one wins.
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
