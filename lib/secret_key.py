"""The SECRET_KEY setting."""

import secrets
from pathlib import Path

from lib import env


def load_secret_key(configured: str, folder: Path) -> str:
    """Return the configured key, else the one that the site generated and stored in `folder`, which
    is VAR_DIR: enough for a single machine. An unusable key ends the process."""
    if configured:
        if len(configured) < 50:
            env.stop("SECRET_KEY is shorter than 50 characters; make a longer, random one.")
        return configured
    file = folder / "secret-key"
    try:
        if not file.exists():
            generate_key(file)
        key = file.read_text(errors="replace").strip()
    except OSError as error:
        env.stop(f"VAR_DIR is {str(folder)!r}, and {file.name} in it fails: {error.strerror}.")
    if len(key) < 50:
        env.stop(f"VAR_DIR is {str(folder)!r}, and {file.name} in it is cut: remove that file.")
    return key


def generate_key(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    temporary.touch(mode=0o600)
    temporary.write_text(secrets.token_urlsafe(64))
    try:
        file.hardlink_to(temporary)  # If several processes start at once, one wins.
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
