"""`make test`: find or install what the tests need besides Python packages, then run pytest.

With `--lint`, the static checks run at the same time as the downloads, as does the creation of the
template database, for which all test processes would wait. The other arguments are pytest's.

The browser tests read its path from PULLQUOTE_CHROMIUM. As root, what is missing of Chromium
without windows, exiftool (a second reader of pictures' words), docker-compose (which checks
docker-compose.yml), Valkey, gettext (which collects messages), nginx and Varnish (which
deploy/nginx.conf and deploy/varnish.vcl are tested with) and curl (which downloads the dataset)
comes from Debian; otherwise Playwright brings its own Chromium, and the other checks are left out.
The judges of the pages come by npm; Node and Java, which run them, are among the packages of
requirements-dev.txt.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path

from node_packages import JUDGES, install, is_installed
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
# The first is Chromium without windows: it takes half the CPU time for each page.
CHROMIUM_NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
# Packages whose absence is reported, with what is left out.
UNTESTED = {
    "valkey-server": "counting in it is",
    "nginx": "deploy/nginx.conf is",
    "varnish": "deploy/varnish.vcl is",
    "curl": "loading the dataset into other programs is",
}


def can_run(program: str) -> bool:
    """Return whether a program works: Ubuntu's chromium-browser only recommends a snap."""
    try:
        return subprocess.run([program, "--version"], capture_output=True).returncode == 0
    except OSError:
        return False


def find_chromium() -> str | None:
    for path in (os.environ.get("PULLQUOTE_CHROMIUM"), *map(shutil.which, CHROMIUM_NAMES)):
        if path and can_run(path):
            return path
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if can_run(path) else None


def apt_install(*packages: str) -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print(f"Installing {' and '.join(packages)} …", flush=True)
    return apt_get("update") and apt_get("install", "--yes", "--no-install-recommends", *packages)


@cache
def apt_get(*command: str) -> bool:
    """Run the command once, and return whether it succeeded."""
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(["apt-get", "-qq", *command], env=quietly).returncode == 0


def install_wapiti() -> None:
    """Install Wapiti into its own environment, as its dependencies conflict with ours."""
    lock, environment = ROOT / "tests/wapiti/requirements.txt", ROOT / "var/wapiti/environment"
    if is_installed(lock, environment / lock.name):
        return
    print("Installing Wapiti …", flush=True)
    uv = shutil.which("uv") or str(ROOT / "var/tools/bin/uv")
    python = environment / "bin/python"
    for command in (
        ["venv", "--quiet", "--clear", "--python", sys.executable, str(environment)],
        ["pip", "sync", "--quiet", "--python", str(python), "--require-hashes", str(lock)],
    ):
        if subprocess.run([uv, *command]).returncode:
            sys.exit("pullquote: Wapiti could not be installed; see uv's output above.")
    shutil.copyfile(lock, environment / lock.name)


def install_programs() -> str:
    """Install the missing programs, most of them by one command, as each call of APT takes
    seconds; return the path of Chromium."""
    missing = [package for package, is_there in find_programs().items() if not is_there]
    if len(missing) > 1:
        apt_install(*missing)  # All or none: a package that is unknown here fails the command.
    present = find_programs()
    for package in missing:
        if not present[package] and not apt_install(package) and package in UNTESTED:
            print(f"{package} is not installed: {UNTESTED[package]} NOT tested.", flush=True)
    browser = find_chromium()
    if not browser and not apt_install("chromium"):
        print("Installing Playwright's Chromium …", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"])
    browser = browser or find_chromium()
    if not browser:
        sys.exit(
            "pullquote: the browser tests need Chromium, and it could not be installed: install it"
            " yourself, or set PULLQUOTE_CHROMIUM to its path."
        )
    return browser


def find_programs() -> dict[str, object]:
    """Return Debian's packages, with a true value if their program is there."""
    servers = os.environ["PATH"] + ":/usr/sbin"
    return {
        CHROMIUM_NAMES[0]: os.environ.get("PULLQUOTE_CHROMIUM") or shutil.which(CHROMIUM_NAMES[0]),
        "libimage-exiftool-perl": shutil.which("exiftool"),
        "docker-compose": shutil.which("docker-compose") or can_run("docker"),
        "valkey-server": shutil.which("valkey-server"),
        "gettext": shutil.which("xgettext"),
        "nginx": shutil.which("nginx", path=servers),
        "varnish": shutil.which("varnishd", path=servers),
        "curl": shutil.which("curl"),
    }


def create_template() -> None:
    command = [sys.executable, "-m", "tests.support.migrated_database"]
    if subprocess.run(command, cwd=ROOT).returncode:
        sys.exit(1)


def lint() -> None:
    if subprocess.run([sys.executable, "scripts/lint.py"], cwd=ROOT).returncode:
        sys.exit(1)


def main() -> None:
    os.chdir(ROOT)
    arguments = [argument for argument in sys.argv[1:] if argument != "--lint"]
    steps: list[Callable[[], None]] = [partial(install, JUDGES), install_wapiti, create_template]
    if "--lint" in sys.argv:
        steps.append(lint)
    with ThreadPoolExecutor(len(steps)) as pool:
        results = [pool.submit(step) for step in steps]
        browser = install_programs()
    for result in results:
        result.result()
    os.environ["PULLQUOTE_CHROMIUM"] = browser
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])


if __name__ == "__main__":
    main()
