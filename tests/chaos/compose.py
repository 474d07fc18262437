"""A stack of docker-compose.yml: its files, project name and port."""

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

from tests.chaos.engine import ROOT, CommandFailed, Engine, run
from tests.deploy.nginx import HOST
from tests.support.ports import free_port

PORTS = """services:
  nginx:
    ports: !override
      - "127.0.0.1:{port}:443"
"""
# The subset of `docker` that deploy/containers/upgrade.sh uses.
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
    """`like` is a stack whose secret key and files are copied."""

    def __init__(
        self, engine: Engine, name: str, folder: Path, like: "Project | None" = None
    ) -> None:
        folder.mkdir()
        self.engine, self.name, self.folder = engine, name, folder
        self.port = free_port()
        self.source = like.source if like else self._copy(folder / "source")
        self.tls = like.tls if like else self._certificate(folder / "tls")
        (folder / "ports.yml").write_text(PORTS.format(port=self.port))
        programs = folder / "bin"
        programs.mkdir()
        (programs / "docker").write_text(DOCKER)
        (programs / "docker").chmod(0o755)
        files = ["docker-compose.yml", "deploy/containers/tls.yml", str(folder / "ports.yml")]
        self.environment = {
            **engine.environment,
            "PATH": f"{programs}:{os.environ['PATH']}",
            "COMPOSE_PROJECT_NAME": name,
            "COMPOSE_FILE": ":".join(files),
            "SITE_URL": f"https://{HOST}",
            "TRUSTED_PROXIES": "2",  # nginx and the proxy that sets the client IP.
            "TLS_FOLDER": str(self.tls),
            "POSTGRES_PASSWORD": "words#with:odd@signs",
            "SECRET_KEY": "chaos" * 10,
        }

    def _copy(self, source: Path) -> Path:
        """Copy the working tree of the repository."""
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
        with contextlib.suppress(CommandFailed) if allowed_to_fail else contextlib.nullcontext():
            return self._run(["docker-compose", *arguments])
        return ""

    def _run(self, command: list[str]) -> str:
        completed = subprocess.run(
            ["nice", *command],
            cwd=self.source,
            env=self.environment,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            text=True,
        )
        if completed.returncode:
            output = (completed.stdout + completed.stderr)[-4000:]
            raise CommandFailed(f"{' '.join(command)}: {completed.returncode}\n{output}")
        return completed.stdout

    def upgrade(self) -> None:
        self._run(["sh", "deploy/containers/upgrade.sh"])

    def shell(self, code: str, word: str, how: str = "exec") -> str:
        """Run code in the web container, or in a new one, and return its output after `word`."""
        command = (
            ("exec", "-T", "web") if how == "exec" else ("run", "--rm", "--no-deps", "-T", "web")
        )
        output = self.compose(*command, "python", "manage.py", "shell", "-v0", "-c", code)
        return next(
            line.removeprefix(word).strip() for line in output.splitlines() if line.startswith(word)
        )

    def status(self, path: str) -> int:
        """Return the status code, 0 without a response."""
        context = ssl._create_unverified_context()
        try:
            url = f"https://localhost:{self.port}{path}"
            request = urllib.request.Request(url, headers={"Host": HOST})
            return urllib.request.urlopen(request, context=context, timeout=60).status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def containers(self, service: str) -> list[str]:
        return self.compose("ps", "--all", "--quiet", service).split()

    def has_ended(self, service: str) -> bool:
        states = [
            self.engine.get(f"/containers/{container}/json")
            for container in self.containers(service)
        ]
        return [state["State"]["Status"] for state in states] == ["exited"]

    def kill(self, service: str) -> None:
        """Kill the first process, unlike a stop by an operator, after which it would not
        restart."""
        [container] = self.containers(service)
        os.kill(self.engine.get(f"/containers/{container}/json")["State"]["Pid"], signal.SIGKILL)

    def media(self) -> dict[str, str]:
        volume = self.engine.get(f"/volumes/{self.name}_files/json")
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


def create_newer_version(source: Path) -> None:
    """Create a new version: a migration, a changed style sheet and a changed program."""
    folder = source / "clock/migrations"
    last = max(file.stem for file in folder.glob("0*.py"))
    (folder / "9999_newer.py").write_text(MIGRATION.format(app="clock", last=last))
    with open(source / "static/theme/site.css", "a") as sheet:
        sheet.write("\nbody { --newer: 1; }\n")
    with open(source / "config/settings.py", "a") as settings:
        settings.write('\nNEWER = "yes"\n')
