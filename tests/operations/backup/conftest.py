"""A key pair for backup tests."""

from pathlib import Path

import pyrage
import pytest


@pytest.fixture
def key(tmp_path: Path) -> tuple[str, Path]:
    """A public key, and the file of the private one."""
    identity = pyrage.x25519.Identity.generate()
    file = tmp_path / "backup-key"
    file.write_text(f"# made for a test\n{identity}\n")
    return str(identity.to_public()), file
