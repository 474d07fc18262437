"""Parsing of environment variables, and errors for invalid values."""

from pathlib import Path

import pytest

from lib import env

NAME = "EXAMPLE"


@pytest.fixture
def set_variable(monkeypatch):
    return lambda value: monkeypatch.setenv(NAME, value)


def get_exit_message(capsys, read) -> str:
    """Return the line with which the process exits."""
    with pytest.raises(SystemExit) as end:
        read()
    out, err = capsys.readouterr()
    assert (end.value.code, out, err.count("\n"), err[-1]) == (2, "", 1, "\n")
    assert err.startswith(f"pullquote: {NAME} ")
    return err.removeprefix(f"pullquote: {NAME} ").strip()


BOOLEANS = {
    **dict.fromkeys(["1", "true", "YES", " on "], True),
    **dict.fromkeys(["0", "False", "no", "OFF"], False),
}


@pytest.mark.parametrize("value", BOOLEANS)
def test_boolean_is_parsed(value, set_variable):
    set_variable(value)
    assert env.boolean(NAME, default=not BOOLEANS[value]) == BOOLEANS[value]


@pytest.mark.parametrize("value", ["", " "])
def test_empty_value_is_unset(value, set_variable):
    set_variable(value)
    assert env.boolean(NAME, default=True) is True
    assert env.integer(NAME, 7, low=1, high=9) == 7
    assert env.comma_separated(NAME, "a,b") == []
    assert env.origin(NAME, "http://localhost") == "http://localhost"
    assert env.folder(NAME, Path("/here")) == Path("/here")
    assert env.file(NAME) is None
    assert env.database(NAME) is None
    assert env.mail_server(NAME) is None
    assert env.mailbox(NAME, "a@example.org") == "a@example.org"


@pytest.mark.parametrize("value", ["2", "y", "tru", "ja", "0x1", "True!"])
def test_invalid_boolean_exits(value, set_variable, capsys):
    set_variable(value)
    assert get_exit_message(capsys, lambda: env.boolean(NAME, False)) == (
        f"is {value.lower()!r}; write 1 or 0."
    )


@pytest.mark.parametrize(("value", "number"), [("1", 1), ("50", 50), (" 07 ", 7)])
def test_integer_is_parsed(value, number, set_variable):
    set_variable(value)
    assert env.integer(NAME, 3, low=1, high=50) == number


@pytest.mark.parametrize(
    "value", ["0", "51", "-1", "+5", "5.0", "5e1", "0x5", "1_0", "٥", "five", "9" * 5000]
)
def test_invalid_integer_exits(value, set_variable, capsys):
    set_variable(value)
    assert get_exit_message(capsys, lambda: env.integer(NAME, 3, low=1, high=50)) == (
        f"is {value!r}; write a whole number from 1 to 50."
    )


def test_comma_separated_values_are_parsed(set_variable):
    set_variable(" a.example , b.example,, c ,")
    assert env.comma_separated(NAME) == ["a.example", "b.example", "c"]


ORIGINS = {
    "https://blog.example.org": "https://blog.example.org",
    "https://blog.example.org/": "https://blog.example.org",
    "HTTPS://Blog.Example.ORG": "https://blog.example.org",
    "http://localhost:8000": "http://localhost:8000",
    "http://[::1]:8000": "http://[::1]:8000",
    "http://192.0.2.7": "http://192.0.2.7",
}


@pytest.mark.parametrize("value", ORIGINS)
def test_origin_is_parsed(value, set_variable):
    set_variable(value)
    assert env.origin(NAME, "") == ORIGINS[value]


@pytest.mark.parametrize(
    "value",
    [
        *("blog.example.org", "//blog.example.org", "ftp://blog.example.org", "https://"),
        *("https://blog.example.org/path", "https://blog.example.org?x", "https://x#y"),
        *("https://user@blog.example.org", "https://blog example.org", "https://a,https://b"),
        *("https://x:0", "https://x:65536", "https://x:", "https://x:y", "https://[::1"),
        "https://bücher.example",
    ],
)
def test_invalid_origin_exits(value, set_variable, capsys):
    set_variable(value)
    assert get_exit_message(capsys, lambda: env.origin(NAME, "")) == (
        f"is {value!r}; write the address readers use: https://blog.example.org"
    )


def test_folder_is_parsed(set_variable, tmp_path, monkeypatch):
    set_variable(str(tmp_path / "a" / ".." / "b"))
    assert env.folder(NAME, Path()) == tmp_path / "b"
    monkeypatch.setenv("HOME", str(tmp_path))
    set_variable("~/c")
    assert env.folder(NAME, Path()) == tmp_path / "c"


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_invalid_folder_exits(place, set_variable, tmp_path, capsys):
    (tmp_path / "file").touch()
    value = str(tmp_path / place)
    set_variable(value)
    assert get_exit_message(capsys, lambda: env.folder(NAME, Path())) == (
        f"is {value!r}, which is a file or lies in one; name a folder."
    )


def test_file_is_parsed(set_variable, tmp_path):
    set_variable(f" {tmp_path}/alive ")
    assert env.file(NAME) == tmp_path / "alive"


@pytest.mark.parametrize("place", ["", "missing/alive"])
def test_invalid_file_exits(place, set_variable, tmp_path, capsys):
    value = f"{tmp_path}/{place}"
    set_variable(value)
    assert get_exit_message(capsys, lambda: env.file(NAME)) == (
        f"is {value!r}; write the path of a file in a folder that is there."
    )


def database(NAME="blog", USER="", PASSWORD="", HOST="", PORT="", **options) -> dict:
    """Build an entry of DATABASES, with the default timeout of 10 seconds."""
    return {
        "ENGINE": "local_postgres.connections",
        "NAME": NAME,
        "USER": USER,
        "PASSWORD": PASSWORD,
        "HOST": HOST,
        "PORT": PORT,
        "OPTIONS": {"connect_timeout": 10} | options,
    }


URLS = {
    "postgres://db/blog": database(HOST="db"),
    "postgresql://db/blog": database(HOST="db"),
    "postgres://me@db:5433/blog": database(USER="me", HOST="db", PORT="5433"),
    "postgres://me:secret@db/blog": database(USER="me", PASSWORD="secret", HOST="db"),
    "postgres://me:p%40ss%2Fw%3Ar%23d%25@db/blog": database(
        USER="me", PASSWORD="p@ss/w:r#d%", HOST="db"
    ),
    "postgres://me:p@ss@db/blog": database(USER="me", PASSWORD="p@ss", HOST="db"),
    "postgres://a%40b:x@db/my%20blog": database("my blog", USER="a@b", PASSWORD="x", HOST="db"),
    "postgres://me:a+b@db/blog": database(USER="me", PASSWORD="a+b", HOST="db"),
    "postgres://127.0.0.1:5432/blog": database(HOST="127.0.0.1", PORT="5432"),
    "postgres://me@[::1]:5432/blog": database(USER="me", HOST="::1", PORT="5432"),
    "postgres://[::1]/blog": database(HOST="::1"),
    "postgres:///blog": database(),
    "postgres:///blog?host=/run/postgresql": database(HOST="/run/postgresql"),
    "postgres://me@/blog?host=/run/A": database(USER="me", HOST="/run/A"),
    "postgres://%2Frun%2FPostgreSQL/blog": database(HOST="/run/PostgreSQL"),
    "postgres://%2Frun%2FPostgreSQL:5433/blog": database(HOST="/run/PostgreSQL", PORT="5433"),
    "postgres://db/blog?sslmode=require&connect_timeout=3": database(
        HOST="db", sslmode="require", connect_timeout="3"
    ),
    "postgres://db/blog?options=-c%20search_path%3Dx": database(
        HOST="db", options="-c search_path=x"
    ),
}


@pytest.mark.parametrize("url", URLS)
def test_database_url_is_parsed(url, set_variable):
    set_variable(url)
    assert env.database(NAME) == URLS[url]


HINT = "write postgres://USER:PASSWORD@HOST:PORT/NAME."
NO_DATABASES = {
    "mysql://db/blog": f"begins with 'mysql://'; {HINT}",
    "blog": f"begins with 'blog'; {HINT}",
    "postgres://db": f"names no database; {HINT}",
    "postgres://db/": f"names no database; {HINT}",
    "postgres://me:p#x@db/blog": f"is no address of a database; {HINT}",
    "postgres://db:x/blog": f"is no address of a database; {HINT}",
    "postgres://db:65536/blog": f"is no address of a database; {HINT}",
    "postgres://[::1/blog": f"is no address of a database; {HINT}",
    "postgres://db/a%00b": f"holds %00, which no database has in a name; {HINT}",
    "postgres://db/blog?ssl=1": "is no address of a database: invalid dsn: invalid connection"
    f' option "ssl"; {HINT}',
}


@pytest.mark.parametrize("url", NO_DATABASES)
def test_invalid_database_url_exits(url, set_variable, capsys):
    set_variable(url)
    assert get_exit_message(capsys, lambda: env.database(NAME)) == NO_DATABASES[url]


@pytest.mark.parametrize("url", ["postgres://me:hush@db:x/blog", "mysql://me:hush@db/blog"])
def test_invalid_database_url_hides_password(url, set_variable, capsys):
    set_variable(url)
    assert "hush" not in get_exit_message(capsys, lambda: env.database(NAME))


MAIL_SERVERS = {
    # address: (host, port, user, password, STARTTLS, TLS from the start)
    "smtp://mail.example.org": ("mail.example.org", None, "", "", False, False),
    "smtp://localhost:1025/": ("localhost", 1025, "", "", False, False),
    "smtp://a:b@localhost": ("localhost", None, "a", "b", False, False),
    "smtp://[::1]:25": ("::1", 25, "", "", False, False),
    "smtp://me%40example.org:p%2Fq%23r%3A@mail.example.org:587?tls=starttls": (
        *("mail.example.org", 587, "me@example.org", "p/q#r:"),
        *(True, False),
    ),
    " SMTPS://a:b@mail.example.org ": ("mail.example.org", None, "a", "b", False, True),
}


@pytest.mark.parametrize("value", MAIL_SERVERS)
def test_mail_server_url_is_parsed(value, set_variable):
    set_variable(value)
    config = env.mail_server(NAME)
    assert config["BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    names = ("host", "port", "username", "password", "use_tls", "use_ssl", "timeout")
    assert config["OPTIONS"] == dict(zip(names, (*MAIL_SERVERS[value], 20), strict=True))


NO_MAIL_SERVER = {
    "mail.example.org": "begins with 'mail'",
    "https://mail.example.org": "begins with 'https://'",
    "smtp://?": "is no address",
    "smtp://:25": "is no address",
    "smtp://mail.example.org:0": "is no address",
    "smtp://mail.example.org:99999": "is no address",
    "smtp://mail.example.org:many": "is no address",
    "smtp://[::1": "is no address",
    "smtp://mail.example.org/box": "is no address",
    "smtps://a:p#q@mail.example.org": "is no address",
    "smtps://a:p/q@mail.example.org": "is no address",
    "smtps://a:p%00q@mail.example.org": "is no address",
    "smtps://a@mail.example.org": "is no address",
    "smtps://:b@mail.example.org": "is no address",
    "smtp://mail.example.org?tls=yes": "has an option",
    "smtp://mail.example.org?tls": "has an option",
    "smtp://mail.example.org?timeout=5": "has an option",
    "smtp://mail.example.org?tls=starttls&tls=starttls": "has an option",
    "smtps://mail.example.org?tls=starttls": "has an option",
    "smtp://a:b@mail.example.org": "would send the password",
}


@pytest.mark.parametrize("value", NO_MAIL_SERVER)
def test_invalid_mail_server_url_exits(value, set_variable, capsys):
    set_variable(value)
    line = get_exit_message(capsys, lambda: env.mail_server(NAME))
    assert line.startswith(NO_MAIL_SERVER[value])
    assert value not in line  # It contains a password.


@pytest.mark.parametrize(
    "value", ["a@example.org", "Our Blog <a@example.org>", '"Blög, ours" <a+b@münchen.example>']
)
def test_mailbox_is_parsed(value, set_variable):
    set_variable(f" {value} ")
    assert env.mailbox(NAME, "") == value


@pytest.mark.parametrize(
    "value", ["a", "a@", "@example.org", "Blog", "a@b, c@d", "Blog <a@b", "a b@c", "<>", "jörg@b"]
)
def test_invalid_mailbox_exits(value, set_variable, capsys):
    set_variable(value)
    assert get_exit_message(capsys, lambda: env.mailbox(NAME, "")) == (
        f"is {value!r}; write an address: Our blog <blog@example.org>"
    )


@pytest.mark.parametrize(
    "value",
    ["https://api.cdn.example/zones/7/purge?soft=1", "http://[::1]:6081/", "http://varnish"],
)
def test_url_is_parsed(value, set_variable):
    set_variable(f" {value} ")
    assert env.url(NAME) == value


@pytest.mark.parametrize(
    "value",
    [
        "cdn.example",
        "ftp://cdn.example/",
        "https://",
        "https://a:0/",
        "https://a:70000/",
        "https://a b/",
        "https://a/\n",
        "https://key@a/",
        "https://a/é",
    ],
)
def test_invalid_url_exits_without_showing_it(value, set_variable, capsys):
    set_variable(value + "x" if value.endswith("\n") else value)
    line = "is no address of the web; write https://HOST/PATH"
    assert get_exit_message(capsys, lambda: env.url(NAME)) == line


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("Authorization: Bearer a.b-c=", ("Authorization", "Bearer a.b-c=")),
        ("Fastly-Key:abc", ("Fastly-Key", "abc")),
        ("", ("", "")),
    ],
)
def test_header_is_parsed(value, parts, set_variable):
    set_variable(value)
    assert env.header(NAME) == parts


@pytest.mark.parametrize(
    "value", ["s3cret", "Key:", ": s3cret", "A key: x", "Key: a\r\nB: b", "K: é"]
)
def test_invalid_header_exits_without_showing_it(value, set_variable, capsys):
    set_variable(value)
    line = "is no line of a header; write NAME: VALUE"
    assert get_exit_message(capsys, lambda: env.header(NAME)) == line


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", []),
        ("a@example.org", ["mailto:a@example.org"]),
        ("mailto:a@b, https://example.org/x?y", ["mailto:a@b", "https://example.org/x?y"]),
        ("tel:+1-201-555-0123", ["tel:+1-201-555-0123"]),
    ],
)
def test_contact_uris_are_parsed(value, expected, set_variable):
    set_variable(value)
    assert env.contact_uris(NAME) == expected


@pytest.mark.parametrize("value", ["example.org", "http://example.org", "javascript:x", "a@ü b"])
def test_invalid_contact_exits(value, set_variable, capsys):
    set_variable(value)
    assert "write security@example.org" in get_exit_message(capsys, lambda: env.contact_uris(NAME))


def test_day_is_parsed_as_its_end(set_variable, capsys):
    set_variable("2027-03-31")
    day = env.end_of_day(NAME)
    assert day is not None and day.isoformat() == "2027-03-31T23:59:59+00:00"
    for wrong in ("31.3.2027", "2027-02-30", "soon"):
        set_variable(wrong)
        assert "write a day as 2027-03-31." in get_exit_message(
            capsys, lambda: env.end_of_day(NAME)
        )
