"""Settings from the environment: wrong ones are one line, right ones decide what they say."""

import os
import subprocess
import sys
from pathlib import Path
from zoneinfo import available_timezones

import pytest

from config import env

ROOT = Path(__file__).resolve().parents[2]
READERS = {
    "boolean": lambda name: env.boolean(name, default=False),
    "integer": lambda name: env.integer(name, 7, low=1, high=50),
    "zone": lambda name: env.chosen(name, "UTC", lambda zone: zone in available_timezones(), "x."),
    "origin": lambda name: env.origin(name, "http://localhost:8000"),
    "folder": lambda name: env.folder(name, Path("/nowhere")),
    "database": env.database,
}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        *(("boolean", value) for value in ("2", "maybe", "True!", "١")),
        *(("integer", value) for value in ("0", "51", "-1", "1.5", "x", "٧", "9" * 50, "0x7")),
        *(("zone", value) for value in ("Mars/Base", "utc+1", "../etc/passwd")),
        *(("origin", v) for v in ("blog.example.org", "ftp://a.org", "https://", "https://a/b")),
        *(
            ("origin", v)
            for v in ("https://u:p@a.org", "https://a.org:x", "https://a b", "https://[")
        ),
        *(("folder", value) for value in (__file__, f"{__file__}/media")),
        *(("database", v) for v in ("mysql://a/b", "x", "postgres://a", "postgres://a:x/b")),
    ],
)
def test_a_wrong_value_ends_with_one_line_that_names_the_variable(kind, value, monkeypatch, capsys):
    monkeypatch.setenv("A_SETTING", value)
    with pytest.raises(SystemExit) as end:
        READERS[kind]("A_SETTING")
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert said.startswith("pullquote: A_SETTING ")


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        *(("boolean", value, True) for value in ("1", "true", "Yes", " on ")),
        *(("boolean", value, False) for value in ("0", "FALSE", "no", "off", "", " ")),
        ("integer", "", 7),
        ("integer", " 50 ", 50),
        ("origin", "", "http://localhost:8000"),
        ("origin", "https://blog.example.org/", "https://blog.example.org"),
        ("origin", "http://[::1]:9000", "http://[::1]:9000"),
        ("database", "", None),
    ],
)
def test_a_right_value_is_taken(kind, value, expected, monkeypatch):
    monkeypatch.setenv("A_SETTING", value)
    assert READERS[kind]("A_SETTING") == expected


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("postgres://u:p@db:5432/blog", ("db", "5432", "u", "p", "blog")),
        ("postgresql://u@db/blog", ("db", "", "u", "", "blog")),
        ("postgres://u:a%2Fb%40c@db/blog", ("db", "", "u", "a/b@c", "blog")),
        ("postgres://%2Fvar%2FRun/blog", ("/var/Run", "", "", "", "blog")),
        ("postgres:///blog?host=/tmp/x", ("/tmp/x", "", "", "", "blog")),
        ("postgres://u@[::1]:6000/blog", ("::1", "6000", "u", "", "blog")),
    ],
)
def test_an_address_of_a_database_is_taken_apart(address, parts, monkeypatch):
    monkeypatch.setenv("A_SETTING", address)
    found = env.database("A_SETTING")
    assert found is not None
    names = ("HOST", "PORT", "USER", "PASSWORD", "NAME")
    assert tuple(found[name] for name in names) == parts


def test_options_of_a_database_are_passed_on(monkeypatch):
    monkeypatch.setenv("A_SETTING", "postgres://u@db/blog?sslmode=require&connect_timeout=3")
    found = env.database("A_SETTING")
    assert found is not None
    assert found["OPTIONS"] == {"sslmode": "require", "connect_timeout": "3"}


def settings_say(expression: str, var: Path, **environment: str) -> subprocess.Popen[str]:
    clean = {name: value for name, value in os.environ.items() if name not in {"DEBUG", "SITE_URL"}}
    return subprocess.Popen(
        [sys.executable, "-c", f"from config import settings as s; print({expression})"],
        cwd=ROOT,
        env={**clean, "VAR_DIR": str(var), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_processes_that_start_together_agree_on_a_key_that_only_they_can_read(tmp_path):
    var = tmp_path / "var"
    together = [settings_say("s.SECRET_KEY", var) for _ in range(4)]
    keys = {process.communicate()[0].strip() for process in together}
    assert len(keys) == 1
    (key,) = keys
    assert len(key) >= 50
    assert [file.name for file in var.iterdir()] == ["secret-key"]
    assert (var / "secret-key").read_text() == key
    assert (var / "secret-key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://blog.example.org", "(True, True, True, 31536000)"),
        ("http://localhost:8000", "(False, False, False, 0)"),
    ],
)
def test_the_address_decides_on_https(address, expected, tmp_path):
    cookies = "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE"
    redirect = "getattr(s, 'SECURE_SSL_REDIRECT', False)"
    hsts = "getattr(s, 'SECURE_HSTS_SECONDS', 0)"
    process = settings_say(f"({cookies}, {redirect}, {hsts})", tmp_path, SITE_URL=address)
    assert process.communicate()[0].strip() == expected


def test_a_short_key_is_one_line(tmp_path):
    process = settings_say("1", tmp_path, SECRET_KEY="short")
    said = process.communicate()[1]
    assert process.returncode == 2
    assert said == (
        "pullquote: SECRET_KEY is shorter than 50 characters; make a longer, random one.\n"
    )
