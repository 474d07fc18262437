"""A stack of docker-compose.yml: its files, its project's name and its port."""

import contextlib
import hashlib
import os
import shutil
import signal
import ssl
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

from tests.chaos.engine import ROOT, Engine, Failed, run
from tests.deploy.nginx import HOST, free_port

PORTS = """services:
  nginx:
    ports: !override
      - "127.0.0.1:{port}:443"
"""
# `docker` as far as deploy/containers/upgrade.sh uses it.
DOCKER = """#!/bin/sh
if [ "$1" = compose ]; then
    shift
    exec docker-compose "$@"
fi
exec podman "$@"
"""
MIGRATION = """from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("{app}", "{last}")]
    operations = [
        migrations.RunSQL("CREATE TABLE newer (id bigint PRIMARY KEY)", "DROP TABLE newer")
    ]
"""


class Project:
    """`like` is a stack whose secret key and files this one has."""

    def __init__(
        self, engine: Engine, name: str, place: Path, like: "Project | None" = None
    ) -> None:
        place.mkdir()
        self.engine, self.name, self.place = engine, name, place
        self.port = free_port()
        self.source = like.source if like else self._copy(place / "source")
        self.tls = like.tls if like else self._certificate(place / "tls")
        (place / "ports.yml").write_text(PORTS.format(port=self.port))
        programs = place / "bin"
        programs.mkdir()
        (programs / "docker").write_text(DOCKER)
        (programs / "docker").chmod(0o755)
        files = ["docker-compose.yml", "deploy/containers/tls.yml", str(place / "ports.yml")]
        self.environment = {
            **engine.environment,
            "PATH": f"{programs}:{os.environ['PATH']}",
            "COMPOSE_PROJECT_NAME": name,
            "COMPOSE_FILE": ":".join(files),
            "SITE_URL": f"https://{HOST}",
            "TRUSTED_PROXIES": "2",  # nginx, and who says where a reader comes from.
            "TLS_FOLDER": str(self.tls),
            "POSTGRES_PASSWORD": "words#with:odd@signs",
            "SECRET_KEY": "chaos" * 10,
        }

    def _copy(self, source: Path) -> Path:
        """What is in the repository, as it lies here."""
        names = run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        for name in filter(None, names.split("\0")):
            if (ROOT / name).is_file():
                (source / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, source / name)
        return source

    def _certificate(self, folder: Path) -> Path:
        folder.mkdir()
        key, chain = folder / "privkey.pem", folder / "fullchain.pem"
        asked = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
        asked += ["-subj", f"/CN={HOST}", "-keyout", str(key), "-out", str(chain)]
        run(asked)
        shutil.chown(key, 101)
        return folder

    def compose(self, *arguments: str, allowed_to_fail: bool = False) -> str:
        with contextlib.suppress(Failed) if allowed_to_fail else contextlib.nullcontext():
            return self._run(["docker-compose", *arguments])
        return ""

    def _run(self, command: list[str]) -> str:
        done = subprocess.run(
            ["nice", *command],
            cwd=self.source,
            env=self.environment,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            text=True,
        )
        if done.returncode:
            said = (done.stdout + done.stderr)[-4000:]
            raise Failed(f"{' '.join(command)}: {done.returncode}\n{said}")
        return done.stdout

    def upgrade(self) -> None:
        self._run(["sh", "deploy/containers/upgrade.sh"])

    def shell(self, code: str, word: str, how: str = "exec") -> str:
        """What it prints behind `word`: in the web, or in one of its own."""
        where = (
            ("exec", "-T", "web") if how == "exec" else ("run", "--rm", "--no-deps", "-T", "web")
        )
        said = self.compose(*where, "python", "manage.py", "shell", "-v0", "-c", code)
        return next(
            line.removeprefix(word).strip() for line in said.splitlines() if line.startswith(word)
        )

    def status(self, path: str) -> int:
        """0 where nobody answers."""
        context = ssl._create_unverified_context()
        try:
            url = f"https://localhost:{self.port}{path}"
            asked = urllib.request.Request(url, headers={"Host": HOST})
            return urllib.request.urlopen(asked, context=context, timeout=60).status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def containers(self, service: str) -> list[str]:
        return self.compose("ps", "--all", "--quiet", service).split()

    def has_ended(self, service: str) -> bool:
        states = [self.engine.ask(f"/containers/{one}/json") for one in self.containers(service)]
        return [state["State"]["Status"] for state in states] == ["exited"]

    def kill(self, service: str) -> None:
        """Its first process, which is no order of an operator's, after which it would stay away."""
        [container] = self.containers(service)
        os.kill(self.engine.ask(f"/containers/{container}/json")["State"]["Pid"], signal.SIGKILL)

    def media(self) -> dict[str, str]:
        volume = self.engine.ask(f"/volumes/{self.name}_files/json")
        folder = Path(volume["Mountpoint"], "media")
        return {
            str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in folder.rglob("*")
            if file.is_file() and file.relative_to(folder).parts[0] != "cards"
        }

    def logs(self) -> str:
        return self.compose("logs", "--no-color", "--tail=30", allowed_to_fail=True)

    def down(self) -> None:
        self.compose("down", "--volumes", "--timeout=5", "--rmi=all", allowed_to_fail=True)


def newer_version(source: Path) -> None:
    """What a git pull would bring: a migration, a changed style sheet, a changed program."""
    folder = source / "clock/migrations"
    last = max(file.stem for file in folder.glob("0*.py"))
    (folder / "9999_newer.py").write_text(MIGRATION.format(app="clock", last=last))
    with open(source / "static/theme/site.css", "a") as sheet:
        sheet.write("\nbody { --newer: 1; }\n")
    with open(source / "config/settings.py", "a") as settings:
        settings.write('\nNEWER = "yes"\n')
