"""`make test`: find or install what the tests need besides Python packages, then run pytest.

The browser tests read its path from PULLQUOTE_CHROMIUM. As root, what is missing of Chromium
without windows, exiftool (a second reader of pictures' words), docker-compose (which checks
docker-compose.yml), Valkey, gettext (which collects messages), nginx and Varnish (which
deploy/nginx.conf and deploy/varnish.vcl are tested with) comes from Debian; otherwise Playwright
brings its own Chromium, and the other checks are left out. The judges of the pages come by npm;
Node and Java, which run them, are among the packages of requirements-dev.txt.
"""

import filecmp
import os
import shutil
import subprocess
import sys
from pathlib import Path

from node_packages import JUDGES, install
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
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        if subprocess.run(["apt-get", "-qq", *command], env=quietly).returncode:
            return False
    return True


def install_wapiti() -> None:
    """Install Wapiti into its own environment, as its dependencies conflict with ours."""
    lock, environment = ROOT / "tests/wapiti/requirements.txt", ROOT / "var/wapiti/environment"
    if (copy := environment / lock.name).exists() and filecmp.cmp(lock, copy, shallow=False):
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
    shutil.copyfile(lock, copy)


def main() -> None:
    os.chdir(ROOT)
    install(JUDGES)
    install_wapiti()
    if not os.environ.get("PULLQUOTE_CHROMIUM") and not shutil.which(CHROMIUM_NAMES[0]):
        apt_install(CHROMIUM_NAMES[0])
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
    if not shutil.which("exiftool"):
        apt_install("libimage-exiftool-perl")
    if not shutil.which("docker-compose") and not can_run("docker"):
        apt_install("docker-compose")
    if not shutil.which("valkey-server") and not apt_install("valkey-server"):
        print("Valkey is not installed: counting in it is NOT tested.", flush=True)
    if not shutil.which("xgettext"):
        apt_install("gettext")
    servers = os.environ["PATH"] + ":/usr/sbin"
    if not shutil.which("nginx", path=servers) and not apt_install("nginx"):
        print("nginx is not installed: deploy/nginx.conf is NOT tested.", flush=True)
    if not shutil.which("varnishd", path=servers) and not apt_install("varnish"):
        print("Varnish is not installed: deploy/varnish.vcl is NOT tested.", flush=True)
    os.environ["PULLQUOTE_CHROMIUM"] = browser
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *sys.argv[1:]])


if __name__ == "__main__":
    main()
