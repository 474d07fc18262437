"""docker-compose.yml, as read by docker-compose if installed, else as plain YAML."""

import json
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
SETTINGS = {"POSTGRES_PASSWORD": "words#with:odd@signs", "SITE_URL": "https://blog.example.org"}
TLS, SECRETS, BROWSER = (
    ROOT / f"deploy/containers/{name}.yml" for name in ("tls", "secrets", "browser")
)


def compose(*further: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run `docker-compose config`; `make test` installs it as root. Without it, check the required
    variables in the text of the file instead."""
    command = ["docker-compose"] if shutil.which("docker-compose") else ["docker", "compose"]
    if shutil.which(command[0]):
        return subprocess.run(
            [*command, *(f"--file={file}" for file in (FILE, *further)), "config"],
            env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", **settings},
            capture_output=True,
            text=True,
        )
    text = FILE.read_text()
    missing = [name for name in re.findall(r"\$\{(\w+):?\?", text) if name not in settings]
    filled = re.sub(r"\$\{(\w+):?[?-][^}]*\}", lambda match: settings.get(match[1], ""), text)
    error = f"required variable {missing[0]} is missing a value" if missing else ""
    return subprocess.CompletedProcess(command, len(missing), filled, error)


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    shown = compose(**SETTINGS)
    assert (shown.returncode, shown.stderr) == (0, "")
    return dict(yaml.safe_load(shown.stdout)["services"])


def targets(service: dict[str, Any]) -> list[str]:
    """Return the mount points of a service's volumes, in short or long syntax."""
    volumes = service["volumes"]
    return [one.partition(":")[2] if isinstance(one, str) else one["target"] for one in volumes]


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_stack_without_required_setting_does_not_start(name: str) -> None:
    shown = compose(**{key: value for key, value in SETTINGS.items() if key != name})
    assert shown.returncode != 0
    assert f"required variable {name} is missing a value" in shown.stderr


@pytest.mark.parametrize("file", [FILE, TLS, SECRETS, BROWSER], ids=lambda file: file.stem)
def test_compose_files_contain_no_secrets(file: Path) -> None:
    for line in file.read_text().splitlines():
        name, _, value = line.strip().partition(": ")
        if re.search("PASSWORD|SECRET|KEY|TOKEN", name) and not name.startswith(("#", "-")):
            # Without a value, the environment's is passed on.
            assert not value or re.fullmatch(r"\$\{\w+\?.+\}|/run/secrets/[a-z-]+", value), line


def test_image_contains_code_without_tests_and_devtools() -> None:
    """A package missing from the image would crash the web."""
    included = set(re.findall(r"^!([a-z_]+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    packages = {file.parent.name for file in ROOT.glob("*/__init__.py")} - {"tests", "devtools"}
    assert included == packages | {"locale", "static", "templates"}


def test_theme_is_chosen_when_the_image_is_built(services: dict[str, Any]) -> None:
    """Style sheets are hashed then; the web needs the same theme."""
    _comment, *stages = (ROOT / "Dockerfile").read_text().split("\nFROM ")
    assert ["ARG THEME=" in stage and "THEME=$THEME " in stage for stage in stages] == [True, True]
    for name in ("web", "worker", "migrate"):
        assert "THEME" in services[name]["build"]["args"]


def test_image_contains_bytecode_which_no_process_may_write() -> None:
    """Otherwise each process compiles all that it imports, the health check every few seconds."""
    _comment, build, image = (ROOT / "Dockerfile").read_text().split("\nFROM ")
    assert "PYTHONDONTWRITEBYTECODE=1" in image
    assert build.index("compileall -q .") > build.index("COPY . .")
    assert image.index("compileall -q -x") < image.index("USER pullquote")


def test_image_runs_as_unprivileged_user() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert [line for line in lines if line.startswith("USER")] == ["USER pullquote"]
    assert [line for line in lines if "--uid 10001" in line] != []


def test_containers_have_no_privileges(services: dict[str, Any]) -> None:
    assert set(services) == {"db", "migrate", "web", "worker", "nginx"}
    for name, service in services.items():
        assert service["user"] in {"10001", "postgres", "101"}, name
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "privileged" not in service and "cap_add" not in service, name


def test_containers_have_limits_and_restart(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert service["mem_limit"], name
        assert 0 < service["pids_limit"] <= 512, name
        assert service["logging"]["options"] == {"max-size": "10m", "max-file": "3"}, name
        # The preparation exits, and is retried a few times.
        assert service["restart"] == ("on-failure:3" if name == "migrate" else "unless-stopped")


def test_long_running_containers_have_health_checks(services: dict[str, Any]) -> None:
    tests = {name: service["healthcheck"].get("test") for name, service in services.items()}
    assert tests.pop("migrate") is None and services["migrate"]["healthcheck"]["disable"] is True
    replacements = {
        "db": "--host=127.0.0.1",
        "web": "operations.healthcheck",
        "worker": services["worker"]["environment"]["WORKER_HEARTBEAT"],
        "nginx": "http://127.0.0.1/",
    }
    assert {
        name: word in " ".join(tests[name]) for name, word in replacements.items()
    } == dict.fromkeys(tests, True)


def test_containers_have_sufficient_stop_timeouts(services: dict[str, Any]) -> None:
    """gunicorn and a running task have 30 seconds."""
    for name in {"db", "web", "worker", "nginx"}:
        minutes, seconds = re.fullmatch(
            r"(?:(\d+)m)?(\d+)s", services[name]["stop_grace_period"]
        ).groups()
        assert int(minutes or 0) * 60 + int(seconds) > 30, name


def test_only_nginx_publishes_ports(services: dict[str, Any]) -> None:
    assert [name for name, service in services.items() if "ports" in service] == ["nginx"]
    (port,) = services["nginx"]["ports"]
    assert port == "127.0.0.1::8080" or port["host_ip"] == "127.0.0.1"


def test_database_has_a_volume(services: dict[str, Any]) -> None:
    assert services["db"]["image"] == "postgres:18"
    assert targets(services["db"]) == ["/var/lib/postgresql"]


def test_web_starts_after_migrations(services: dict[str, Any]) -> None:
    migrating = [
        n for n, s in services.items() if "config.server.prepare" in (s.get("command") or [])
    ]
    assert migrating == ["migrate"]
    waits = {
        name: {on: how["condition"] for on, how in service.get("depends_on", {}).items()}
        for name, service in services.items()
    }
    prepared = {"db": "service_healthy", "migrate": "service_completed_successfully"}
    assert waits == {
        "db": {},
        "migrate": {"db": "service_healthy"},
        "web": prepared,
        "worker": prepared,
        "nginx": {"web": "service_healthy"},
    }


def test_nginx_container_has_files_and_socket(services: dict[str, Any]) -> None:
    shared = {"/srv/pullquote", "/run/pullquote"}
    assert shared <= set(targets(services["web"]))
    assert shared < {target.removesuffix(":ro") for target in targets(services["nginx"])}
    assert services["web"]["environment"]["WEB_SOCKET"] == "/run/pullquote/web.sock"
    image = (ROOT / "Dockerfile").read_text()
    assert "MEDIA_ROOT=/srv/pullquote/media" in image
    assert services["migrate"]["command"][-1] == "/srv/pullquote/staticfiles"
    conf = (ROOT / "deploy/nginx.conf").read_text()
    assert set(re.findall(r"alias (/srv/pullquote/\w+)/", conf)) == {
        "/srv/pullquote/media",
        "/srv/pullquote/staticfiles",
    }


def test_nginx_container_config_differs_only_in_paths(tmp_path: Path) -> None:
    (tmp_path / "nginx").write_text("#!/bin/sh\n")
    (tmp_path / "nginx").chmod(0o755)
    done = subprocess.run(
        ["sh", str(ROOT / "deploy/containers/nginx.sh")],
        env={
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "TMPDIR": str(tmp_path),
            "SITE_URL": "https://news.example.org:8443",
        },
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    host_config = (ROOT / "deploy/nginx.conf").read_text().splitlines()
    container_config = (tmp_path / "pullquote.conf").read_text().splitlines()
    changed = [line.strip() for line in container_config if line not in host_config]
    assert [re.sub(r"\s+", " ", line) for line in changed] == [
        "server unix:/run/pullquote/web.sock;",
        "proxy_cache_path /tmp/cache levels=1:2 keys_zone=pullquote:10m",
        "server_name news.example.org;",
        "listen 8080;",
        "server_name news.example.org;",
        "proxy_set_header X-Forwarded-Proto $http_x_forwarded_proto;",
    ]
    gone = [line.strip() for line in host_config if line.strip() and line not in container_config]
    kinds = r"keepalive|#|server |server_name|listen|ssl_|proxy_cache_path|proxy_set_header X-Forw"
    assert [line for line in gone if not re.match(kinds, line)] == []


@pytest.mark.skipif(not shutil.which("docker-compose"), reason="only the tool merges files")
def test_certificates_and_secrets_are_mounted_files() -> None:
    shown = compose(TLS, SECRETS, **SETTINGS, TLS_FOLDER="/etc/tls", SECRETS="/etc/secrets")
    assert (shown.returncode, shown.stderr) == (0, "")
    merged = yaml.safe_load(shown.stdout)["services"]
    assert {port["published"] for port in merged["nginx"]["ports"]} == {"80", "443"}
    assert "/tls" in targets(merged["nginx"])
    for name in ("migrate", "web", "worker"):
        assert merged[name]["environment"]["SECRET_KEY_FILE"] == "/run/secrets/secret-key", name
        assert {one["source"] for one in merged[name]["secrets"]} == {
            "postgres-password",
            "secret-key",
        }, name
    assert [one["source"] for one in merged["db"]["secrets"]] == ["postgres-password"]


def test_image_has_a_browser_only_if_it_is_chosen() -> None:
    image = (ROOT / "Dockerfile").read_text().replace("\\\n", "")
    (line,) = [line for line in image.splitlines() if "chromium" in line and line[0] != "#"]
    assert re.match(r'RUN if \[ -n "\$BROWSER" \]; then .* chromium-headless-shell .*fi$', line)
    assert "\nARG BROWSER=\n" in image
    override = yaml.safe_load(BROWSER.read_text())["services"]
    for name in ("migrate", "web", "worker"):  # They share the image.
        assert override[name]["build"]["args"] == {"BROWSER": "1"}, name
    path = {override[name]["environment"]["BROWSER_COPIES"] for name in ("web", "worker")}
    assert path == {"/usr/bin/chromium-headless-shell"}


def test_browser_containers_may_create_namespaces_and_nothing_more() -> None:
    """Namespaces alone would let a process mount, which Docker's own profile forbids as well."""
    profile = json.loads((ROOT / "deploy/containers/browser-seccomp.json").read_text())
    (rule,) = profile["syscalls"]
    assert (profile["defaultAction"], rule["action"]) == ("SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO")
    denied = set(rule["names"])
    assert denied & {"unshare", "clone", "clone3", "chroot"} == set()
    assert denied >= {"mount", "umount2", "move_mount", "fsopen", "open_tree", "pivot_root"}
    assert denied >= {"setns", "ptrace", "bpf", "perf_event_open", "keyctl", "io_uring_setup"}
    assert denied >= {"init_module", "kexec_load", "reboot", "open_by_handle_at", "userfaultfd"}
    assert rule["names"] == sorted(denied)


@pytest.mark.skipif(not shutil.which("docker-compose"), reason="only the tool merges files")
def test_browser_containers_have_no_other_privileges() -> None:
    shown = compose(BROWSER, **SETTINGS)
    assert (shown.returncode, shown.stderr) == (0, "")
    merged = yaml.safe_load(shown.stdout)["services"]
    for name in ("web", "worker"):
        service = merged[name]
        assert set(service["security_opt"]) == {
            "no-new-privileges:true",
            "seccomp=deploy/containers/browser-seccomp.json",
        }, name
        assert (service["cap_drop"], service["read_only"]) == (["ALL"], True), name
        assert service["user"] == "10001", name
        assert service["pids_limit"] == 512, name
    assert "seccomp" not in str(merged["db"]) + str(merged["nginx"]) + str(merged["migrate"])
