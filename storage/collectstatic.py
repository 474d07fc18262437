"""Collect static files only after changes, as hashing and compressing takes seconds."""

import hashlib
import json
import shutil
import time
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from storage.joined_scripts import JoinedScriptFinder
from storage.joined_styles import JoinedStyleFinder

FILE_MAX_AGE = 30 * 86_400  # seconds


def is_outdated() -> bool:
    """Return whether a source file has changed, by size and time. Costs 30 ms."""
    stamp = _get_stamp_file()
    return not stamp.exists() or stamp.read_text() != _hash_sources()


def collect() -> None:
    """Collect static files, and delete old ones. Those of recent versions stay for cached pages."""
    call_command("collectstatic", interactive=False, verbosity=0)
    root, long_ago = Path(settings.STATIC_ROOT), time.time() - FILE_MAX_AGE
    for file in root.rglob("*"):
        if file.is_file() and file.stat().st_mtime < long_ago:
            file.unlink()
    _get_stamp_file().write_text(_hash_sources())


def publish(folder: Path) -> None:
    """Copy the collected files to a file server's folder, and delete those of older versions.

    The previous version's files stay, for its pages that are still served or cached.
    """
    root, versions_file = Path(settings.STATIC_ROOT), folder / "versions.json"
    names = sorted(str(file.relative_to(root)) for file in root.rglob("*") if file.is_file())
    current, previous = (
        json.loads(versions_file.read_text()) if versions_file.exists() else ([], [])
    )
    if names != current:
        current, previous = names, current
    for file in folder.rglob("*"):
        if file.is_file() and str(file.relative_to(folder)) not in {
            *current,
            *previous,
            versions_file.name,
        }:
            file.unlink()
    for name in names:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        # Atomic, as the file server may read it at the same time.
        new = target.with_name(f".{target.name}.new")
        shutil.copyfile(root / name, new)
        new.replace(target)
    versions_file.write_text(json.dumps([current, previous]))


def _get_stamp_file() -> Path:
    return Path(settings.STATIC_ROOT) / "sources.sha256"


def _hash_sources() -> str:
    digest = hashlib.sha256()
    # The error pages of the proxy are generated from these, and joined files by these modules.
    for file in (
        *(file for folder in settings.PUBLIC_TEMPLATES for file in folder.glob("*.html")),
        *settings.BASE_DIR.glob("locale/*/LC_MESSAGES/django.mo"),
        *Path(__file__).parent.glob("*.py"),
    ):
        status = file.stat()
        digest.update(f"{file.name} {status.st_size} {status.st_mtime_ns}\n".encode())
    for finder in get_finders():
        if isinstance(finder, (JoinedScriptFinder, JoinedStyleFinder)):
            continue  # Their sources are files of other finders.
        for name, storage in finder.list(ignore_patterns=[]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
