"""docker-compose.yml, as the tool reads it where there is one, and as plain YAML everywhere."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docker-compose.yml"
SECRETS = {"POSTGRES_PASSWORD": "words#with:odd@signs", "SECRET_KEY": "k" * 50}
SETTINGS = {**SECRETS, "SITE_URL": "https://blog.example.org"}


def compose(**settings: str) -> subprocess.CompletedProcess[str]:
    """`docker-compose config`; `make test` installs it as root. Without the tool, what it is
    asked here (are the required variables there?) is worked out from the text.
    """
    command = ["docker-compose"] if shutil.which("docker-compose") else ["docker", "compose"]
    if shutil.which(command[0]):
        return subprocess.run(
            [*command, "--file", str(FILE), "config"],
            env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", **settings},
            capture_output=True,
            text=True,
        )
    text = FILE.read_text()
    missing = [name for name in re.findall(r"\$\{(\w+):\?", text) if name not in settings]
    filled = re.sub(r"\$\{(\w+):\?[^}]*\}", lambda found: settings.get(found[1], ""), text)
    error = f"required variable {missing[0]} is missing a value" if missing else ""
    return subprocess.CompletedProcess(command, len(missing), filled, error)


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    shown = compose(**SETTINGS)
    assert (shown.returncode, shown.stderr) == (0, "")
    return dict(yaml.safe_load(shown.stdout)["services"])


def targets(service: dict[str, Any]) -> list[str]:
    """Where volumes are mounted; the tool spells out what the file says in short."""
    volumes = service["volumes"]
    return [one.partition(":")[2] if isinstance(one, str) else one["target"] for one in volumes]


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_stack_does_not_start_without_a_setting_that_it_must_have(name: str) -> None:
    shown = compose(**{key: value for key, value in SETTINGS.items() if key != name})
    assert shown.returncode != 0
    assert f"required variable {name} is missing a value" in shown.stderr


def test_no_secret_stands_in_the_file() -> None:
    for line in FILE.read_text().splitlines():
        name, _, value = line.strip().partition(": ")
        if re.search("PASSWORD|SECRET|KEY", name) and not name.startswith("#"):
            # Without a value, what the environment has is passed on.
            assert not value or re.fullmatch(r"\$\{\w+:\?.+\}", value), line


def test_database_has_a_volume_and_tells_its_health(services: dict[str, Any]) -> None:
    database = services["db"]
    assert database["image"] == "postgres:18"
    assert targets(database) == ["/var/lib/postgresql"]
    assert "pg_isready" in database["healthcheck"]["test"]
    assert "ports" not in database


def test_web_waits_for_the_one_place_that_migrates(services: dict[str, Any]) -> None:
    migrating = [
        name for name, service in services.items() if "migrate" in str(service.get("command"))
    ]
    assert migrating == ["migrate"]
    conditions = {
        name: needed["condition"] for name, needed in services["web"]["depends_on"].items()
    }
    assert conditions == {
        "db": "service_healthy",
        "migrate": "service_completed_successfully",
    }
    assert services["migrate"]["depends_on"]["db"]["condition"] == "service_healthy"


def test_web_has_no_rights_to_lose(services: dict[str, Any]) -> None:
    web = services["web"]
    assert web["read_only"] is True
    assert web["cap_drop"] == ["ALL"]
    assert "USER pullquote" in (ROOT / "Dockerfile").read_text().splitlines()
    assert targets(web) == ["/data"]


def test_worker_starts_after_the_migrations_with_the_webs_files(services: dict[str, Any]) -> None:
    worker = services["worker"]
    assert worker["command"] == ["python", "-m", "config.worker"]
    assert worker["depends_on"] == services["web"]["depends_on"]
    assert targets(worker) == targets(services["web"])
    assert "ports" not in worker
