"""Settings from environment variables, and errors for invalid values."""

import os
import re
import runpy
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from lib.secret_key import generate_key, load_secret_key

ROOT = Path(__file__).resolve().parents[2]
KEY = "k" * 50
VARIABLES = re.findall(
    r"env\.\w+\(\s*[\"']([A-Z0-9_]+)[\"']",
    (ROOT / "config/settings.py").read_text() + (ROOT / "gunicorn.conf.py").read_text(),
)


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    """Unset all variables but VAR_DIR, which is a new folder."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))


def settings(monkeypatch, **variables: str) -> dict:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "config/settings.py"))


WRONG = {
    "AKISMET_KEY": None,  # any text
    "AKISMET_URL": "akismet",
    "ALLOWED_HOSTS": None,
    "BACKUP_KEEP": "7 days",
    "BACKUP_RECIPIENT": "age1me",
    "BACKUP_TO": "s3://B",
    "BROWSER_COPIES": None,  # any path
    "C2PA_TRUST_ANCHORS": "/etc/anchors.pem",
    "CONN_MAX_AGE": "ever",
    "DATABASE_URL": "mysql://db/blog",
    "DEBUG": "maybe",
    "DEVTOOLS": "sometimes",
    "EMAIL_FROM": "blog",
    "EMAIL_URL": "mail.example.org",
    "EVIDENCE": "perhaps",
    "EVIDENCE_AUTHOR_MB": "much",
    "HSTS_PRELOAD": "maybe",
    "HSTS_SUBDOMAINS": "maybe",
    "MEDIA_ROOT": "/dev/null",
    "MEDIA_S3": "bucket",
    "MEDIA_URL": "media.example.org",
    "LISTEN": "here",
    "LOG_FORMAT": "xml",
    "METRICS_TOKEN": None,  # any text
    "PAGE_CACHE_MB": "64 MB",
    "PORT": "80x",
    "POSTGRES_PASSWORD": None,  # any text
    "PURGE_HEADER": "s3cret",
    "PURGE_URL": "cdn.example",
    "REPLICA_URLS": "mysql://db/blog",
    "SECRET_KEY": "short",
    "SECURITY_CONTACT": "example.org",
    "SECURITY_EXPIRES": "soon",
    "SHARED_SECONDS": "1.5",
    "SITE_URL": "blog.example.org",
    "SLOW_QUERY_MS": "0",
    "STATIC_ROOT": "/dev/null/below",
    "THEME": "none",
    "TIMESTAMP_CERTIFICATES": "/etc/authority.pem",
    "TIMESTAMP_ROOTS": "/etc/roots.pem",
    "TIMESTAMP_URL": "timestamp.example",
    "TRUSTED_PROXIES": "ten",
    "VALKEY_URL": "memcached://cache",
    "VAR_DIR": "/dev/null",
    "WEB_CONCURRENCY": "0",
    "WEB_SOCKET": None,  # any path
    "AUDIO_MAX_MB": "0",
    "DOCUMENT_MAX_MB": "5 MB",
    "VIDEO_MAX_MB": "4001",
    "IMPORT_MAX_MB": "20001",
    "IMPORT_WRITERS": "0",
    "WEB_THREADS": "1",
    "WORKER_HEARTBEAT": "/dev/null/alive",
}


def test_every_variable_is_documented():
    assert set(VARIABLES) == set(WRONG)
    page = (ROOT / "docs/operators/settings.md").read_text()
    table = re.findall(r"^\| (`.*?) \|", page, re.MULTILINE)
    documented = set(re.findall("`([A-Z0-9_]+)`", " ".join(table)))
    assert documented == {*WRONG, "GUNICORN_CMD_ARGS"}  # not a Django setting


@pytest.mark.parametrize("name", [name for name, value in WRONG.items() if value])
def test_invalid_value_is_one_line_with_variable(name, monkeypatch, capsys):
    monkeypatch.setenv("SITE_URL", "https://blog.example.org")
    monkeypatch.setenv(name, WRONG[name])
    with pytest.raises(SystemExit) as end:
        settings(monkeypatch)
        runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    out, err = capsys.readouterr()
    assert (end.value.code, out, err.count("\n")) == (2, "", 1)
    # Secrets are not shown.
    secret = {"DATABASE_URL", "EMAIL_URL", "REPLICA_URLS", "SECRET_KEY", "VALKEY_URL"}
    secret |= {"PURGE_HEADER", "PURGE_URL", "TIMESTAMP_URL"}
    assert err.startswith(f"pullquote: {name} is {WRONG[name]!r}") != (name in secret)
    assert err.startswith(f"pullquote: {name} ")


def start(code: str = "import config.settings", **variables: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
def test_invalid_value_exits_with_status_2():
    process = start(CONN_MAX_AGE="many")
    assert process.communicate() == (
        "",
        "pullquote: CONN_MAX_AGE is 'many'; write a whole number from 0 to 86400.\n",
    )
    assert process.returncode == 2


def test_secret_key_is_generated_once_and_private(monkeypatch, tmp_path):
    key = settings(monkeypatch)["SECRET_KEY"]
    file = tmp_path / "var" / "secret-key"
    assert file.read_text() == key
    assert len(key) == 86
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert settings(monkeypatch)["SECRET_KEY"] == key
    assert [entry.name for entry in file.parent.iterdir()] == ["secret-key"]


@pytest.mark.slow
def test_concurrent_processes_share_secret_key(tmp_path):
    code = "import config.settings as s; print(s.SECRET_KEY)"
    results = [process.communicate() for process in [start(code) for _number in range(3)]]
    key = (tmp_path / "var" / "secret-key").read_text()
    assert results == [(f"{key}\n", "")] * 3
    assert [entry.name for entry in (tmp_path / "var").iterdir()] == ["secret-key"]


def test_secret_key_of_concurrent_process_is_used(monkeypatch, tmp_path):
    loaded = settings(monkeypatch)
    generate_key(tmp_path / "var" / "secret-key")
    assert load_secret_key("", tmp_path / "var") == loaded["SECRET_KEY"]


def test_configured_secret_key_is_used(monkeypatch, tmp_path):
    assert settings(monkeypatch, SECRET_KEY=KEY)["SECRET_KEY"] == KEY
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("make", "line"),
    [
        (Path.mkdir, "fails: Is a directory."),
        (Path.touch, "is cut: remove that file."),
        (lambda file: file.write_bytes(b"\xff" * 20), "is cut: remove that file."),
        (lambda file: file.symlink_to("/nowhere/at/all"), "fails: No such file or directory."),
    ],
    ids=["folder", "empty", "no text", "link to nowhere"],
)
def test_unreadable_secret_key_is_reported_in_one_line(make, line, monkeypatch, tmp_path, capsys):
    file = tmp_path / "secret-key"
    make(file)
    with pytest.raises(SystemExit):
        settings(monkeypatch, VAR_DIR=str(tmp_path))
    assert capsys.readouterr().err == (
        f"pullquote: VAR_DIR is {str(tmp_path)!r}, and secret-key in it {line}\n"
    )


SECURE = {
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS",
    "SECURE_PROXY_SSL_HEADER",
}


@pytest.mark.parametrize(
    ("url", "on"), [("https://blog.example.org", SECURE), ("http://blog.example.org", set())]
)
def test_https_settings_follow_site_url(url, on, monkeypatch):
    loaded = settings(monkeypatch, SITE_URL=url)
    assert {name for name in SECURE if loaded.get(name)} == on
    assert loaded["ALLOWED_HOSTS"][0] == "blog.example.org"
    assert loaded["CSRF_TRUSTED_ORIGINS"] == [url]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://blog.example.org:8443", "blog.example.org"),
        ("http://[2001:db8::1]", "[2001:db8::1]"),
        ("http://[2001:db8::1]:8000", "[2001:db8::1]"),
    ],
)
def test_host_of_site_url_is_allowed(url, host, monkeypatch):
    assert settings(monkeypatch, SITE_URL=url)["ALLOWED_HOSTS"][0] == host


def test_health_checks_are_not_redirected_to_https(monkeypatch):
    (exempt,) = settings(monkeypatch, SITE_URL="https://x.example")["SECURE_REDIRECT_EXEMPT"]
    loaded = [re.search(exempt, path) is not None for path in ("healthz", "healthz/x", "a/healthz")]
    assert loaded == [True, False, False]


def test_defaults_are_secure_and_local(monkeypatch, tmp_path):
    loaded = settings(monkeypatch)
    assert (loaded["DEBUG"], loaded["SITE_URL"]) == (False, "http://localhost:8000")
    assert loaded["DATABASES"]["default"]["ENGINE"] == "local_postgres"
    assert loaded["DATABASES"]["default"]["DATA_FOLDER"] == str(tmp_path / "var" / "postgres")
    assert loaded["ALLOWED_HOSTS"] == ["localhost", "localhost", "127.0.0.1", "[::1]"]


def test_database_url_overrides_embedded_server(monkeypatch):
    loaded = settings(monkeypatch, DATABASE_URL="postgres://me@db/blog", CONN_MAX_AGE="0")
    database = loaded["DATABASES"]["default"]
    assert (database["HOST"], database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (
        *("db", 0, True),
    )


def test_replica_urls_are_comma_separated(monkeypatch):
    one, other = "postgres://me:a%2Cb@one/blog", "postgres://me@other/blog?sslmode=require"
    loaded = settings(monkeypatch, REPLICA_URLS=f"{one}, {other}", CONN_MAX_AGE="7")
    hosts = [
        (entry["HOST"], entry["PASSWORD"], entry["CONN_MAX_AGE"]) for entry in loaded["REPLICAS"]
    ]
    assert hosts == [("one", "a,b", 7), ("other", "", 7)]
    assert settings(monkeypatch, REPLICA_URLS="")["REPLICAS"] == []


@pytest.mark.parametrize(
    "others", [{}, {"SHARED_SECONDS": "1"}, {"SHARED_SECONDS": "600", "PAGE_CACHE_MB": "0"}]
)
def test_purge_url_requires_shared_seconds(others, monkeypatch, capsys):
    with pytest.raises(SystemExit):
        settings(monkeypatch, PURGE_URL="https://cdn.example/purge", **others)
    assert capsys.readouterr().err == (
        "pullquote: PURGE_URL is set, but no page is kept: set SHARED_SECONDS to 60 or more, and"
        " PAGE_CACHE_MB not to 0.\n"
    )


def test_replicas_require_page_cache(monkeypatch, capsys):
    with pytest.raises(SystemExit):
        settings(monkeypatch, REPLICA_URLS="postgres://me@one/blog", PAGE_CACHE_MB="0")
    assert capsys.readouterr().err == (
        "pullquote: REPLICA_URLS is set, and PAGE_CACHE_MB is 0: replicas serve the page cache"
        " alone.\n"
    )


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ("valkey://cache", "redis://cache"),
        ("valkeys://me:secret@cache:6380/2", "rediss://me:secret@cache:6380/2"),
        ("redis://:secret@cache/0", "redis://:secret@cache/0"),
        ("unix:///run/valkey.sock", "unix:///run/valkey.sock"),
        *(
            (wrong, None)
            for wrong in ("cache", "valkey://", "valkey://cache:x", "valkey://cache/a")
        ),
        *((wrong, None) for wrong in ("unix://", "valkey://cache:0", "http://cache")),
    ],
)
def test_valkey_url_selects_shared_cache(value, known, monkeypatch, capsys):
    if known:
        loaded = settings(monkeypatch, VALKEY_URL=value)
        assert loaded["VALKEY_URL"] == loaded["CACHES"]["default"]["LOCATION"] == known
    else:
        with pytest.raises(SystemExit):
            settings(monkeypatch, VALKEY_URL=value)
        assert capsys.readouterr().err.startswith("pullquote: VALKEY_URL is no address of a Valkey")


def test_media_s3_selects_bucket_storage(monkeypatch):
    loaded = settings(
        monkeypatch, MEDIA_S3="s3://blog/site", MEDIA_URL="https://media.example.org/b"
    )
    assert loaded["STORAGES"]["default"] == {
        "BACKEND": "storage.s3.Bucket",
        "OPTIONS": {"address": "s3://blog/site"},
    }
    assert loaded["MEDIA_URL"] == "https://media.example.org/b/"
    assert loaded["SECURE_CSP"]["img-src"] == ["'self'", "https://media.example.org/b/"]


def test_without_bucket_media_url_is_refused(monkeypatch, capsys):
    loaded = settings(monkeypatch)
    assert (loaded["MEDIA_URL"], loaded["SECURE_CSP"]["img-src"]) == ("/media/", ["'self'"])
    with pytest.raises(SystemExit):
        settings(monkeypatch, MEDIA_URL="https://media.example.org")
    assert "MEDIA_S3 is not" in capsys.readouterr().err
