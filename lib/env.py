"""Values from the environment, parsed strictly: a wrong one stops with one line of advice."""

import os
import re
import sys
from datetime import UTC, datetime
from email.headerregistry import AddressHeader
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import parse_qsl, unquote, urlsplit

from psycopg2 import ProgrammingError
from psycopg2.extensions import make_dsn

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}


def stop(message: str) -> NoReturn:
    """End the process with status 2 and one line; a traceback would help no operator."""
    sys.stderr.write(f"pullquote: {message}\n")
    raise SystemExit(2)


def text(name: str, default: str = "") -> str:
    """That of NAME, or what stands in the file that NAME_FILE names, as secrets are handed over."""
    path = os.environ.get(f"{name}_FILE", "").strip()
    if not path:
        return os.environ.get(name, default).strip()
    if os.environ.get(name, "").strip():
        stop(f"{name} and {name}_FILE are both set; remove one.")
    try:
        return Path(path).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        stop(f"{name}_FILE is {path!r}, which cannot be read: {reason}.")


def boolean(name: str, default: bool) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value not in TRUE | FALSE:
        stop(f"{name} is {value!r}; write 1 or 0.")
    return value in TRUE


def integer(name: str, default: int, low: int, high: int) -> int:
    value = text(name)
    if not value:
        return default
    if not re.fullmatch("[0-9]{1,9}", value) or not low <= int(value) <= high:
        stop(f"{name} is {value!r}; write a whole number from {low} to {high}.")
    return int(value)


def one_of(name: str, default: str, known: tuple[str, ...]) -> str:
    value = text(name, default).lower()
    if value not in known:
        stop(f"{name} is {value!r}; write {' or '.join(known)}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """Comma-separated words, without empty ones."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def origin(name: str, default: str) -> str:
    """Scheme, host and port, as a browser sends them: 'https://blog.example.org'."""
    given = text(name) or default
    value = given.rstrip("/").lower()
    parts = re.fullmatch(r"https?://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?", value)
    if not parts or not 1 <= int(parts[1] or 80) <= 65_535:
        stop(f"{name} is {given!r}; write the address readers use: https://blog.example.org")
    return value


def listening(name: str, default: str) -> str:
    """An address of this machine, as one writes it before a port: '0.0.0.0', '[::]'."""
    value = text(name, default)
    try:
        address = ip_address(value.strip("[]"))
    except ValueError:
        stop(
            f"{name} is {value!r}; write an address of this machine: 127.0.0.1, or 0.0.0.0 for all"
        )
    return f"[{address}]" if address.version == 6 else str(address)


def folder(name: str, default: Path) -> Path:
    value = text(name)
    return as_folder(name, value) if value else default


def as_folder(name: str, value: str) -> Path:
    path = Path(value).expanduser().resolve()
    if any(place.exists() and not place.is_dir() for place in (path, *path.parents)):
        stop(f"{name} is {value!r}, which is a file or lies in one; name a folder.")
    return path


def file(name: str) -> Path | None:
    """Where a file is, or can be made; None where unset."""
    value = text(name)
    if not value:
        return None
    path = Path(value).expanduser().absolute()
    if path.is_dir() or not path.parent.is_dir():
        stop(f"{name} is {value!r}; write the path of a file in a folder that is there.")
    return path


def backup_place(name: str) -> str:
    """A folder as its whole path, or s3://BUCKET/PREFIX; empty where unset."""
    value = text(name)
    return as_place(name, value) if value else ""


def as_place(name: str, value: str) -> str:
    if "://" not in value:
        return str(as_folder(name, value))
    if not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\w!.*'()/-]*)?", value, re.ASCII):
        stop(f"{name} is {value!r}; write a folder, or s3://BUCKET/PREFIX")
    return value.rstrip("/")


def bucket(name: str) -> str:
    """s3://BUCKET/PREFIX; empty where unset."""
    value = text(name)
    if value and not value.startswith("s3://"):
        stop(f"{name} is {value!r}; write s3://BUCKET or s3://BUCKET/PREFIX")
    return as_place(name, value) if value else ""


def web_folder(name: str, default: str) -> str:
    """An address below which files are: 'https://media.example.org/blog/'."""
    value = text(name)
    parts = re.fullmatch(r"https?://[a-z0-9._-]+(?::[0-9]{1,5})?(?:/[\w.~-]+)*/?", value, re.ASCII)
    if value and not parts:
        stop(f"{name} is {value!r}; write the address of a folder: https://media.example.org/blog/")
    return value.rstrip("/") + "/" if value else default


def web_address(name: str) -> str:
    """Any address of HTTP, query included; empty where unset. It may hold a secret, and is not
    repeated."""
    value = text(name)
    named = r"https?://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?(?:[/?][!-~]*)?"
    parts = re.fullmatch(named, value, re.ASCII | re.IGNORECASE)
    if value and (not parts or not 1 <= int(parts[1] or 80) <= 65_535):
        stop(f"{name} is no address of the web; write https://HOST/PATH")
    return value


def contacts(name: str) -> list[str]:
    """Addresses that a person is reached at, as URIs: 'mailto:a@example.org', 'https://…', 'tel:…',
    separated by spaces or commas; a bare e-mail address stands for its URI."""
    found = []
    for value in text(name).replace(",", " ").split():
        if re.fullmatch(r"[^\s:/@]+@[^\s:/@]+", value):
            value = f"mailto:{value}"
        if not re.fullmatch(r"(?:mailto:[!-~]+@[!-~]+|https://[!-~]+|tel:\+[0-9-]+)", value):
            stop(f"{name} is {value!r}; write security@example.org or https://example.org/report")
        found.append(value)
    return found


def day(name: str) -> datetime | None:
    """The end of a day, '2027-03-31', in UTC; None where unset."""
    value = text(name)
    if not value:
        return None
    try:
        return datetime.strptime(value, "%Y-%m-%d").replace(
            hour=23, minute=59, second=59, tzinfo=UTC
        )
    except ValueError:
        stop(f"{name} is {value!r}; write a day as 2027-03-31.")


def header(name: str) -> tuple[str, str]:
    """A header line, 'Authorization: Bearer …', as name and value; empty where unset. It is a
    secret, and not repeated."""
    value = text(name)
    found = re.fullmatch(r"([\w-]+): *([!-~](?:[ -~]*[!-~])?)", value, re.ASCII)
    if value and not found:
        stop(f"{name} is no line of a header; write NAME: VALUE")
    return (found[1], found[2]) if found else ("", "")


def backup_keep(name: str, default: str) -> tuple[int, int, int]:
    return as_keep(name, text(name) or default)


def as_keep(name: str, value: str) -> tuple[int, int, int]:
    """Days, weeks and months: '7,4,12'."""
    found = re.fullmatch(" *([0-9]{1,4}) *, *([0-9]{1,4}) *, *([0-9]{1,4}) *", value)
    if not found:
        stop(f"{name} is {value!r}; write how many days, weeks and months: 7,4,12")
    return int(found[1]), int(found[2]), int(found[3])


def recipients(name: str) -> list[str]:
    """Public keys of age, separated by commas."""
    keys = words(name)
    if keys:
        import pyrage  # 2 MB of compiled code, for whoever encrypts.

    for key in keys:
        try:
            pyrage.x25519.Recipient.from_str(key)
        except pyrage.RecipientError:
            stop(f"{name} is {key!r}; write a public key of age, as age-keygen prints it: age1…")
    return keys


def database(name: str, password: str = "") -> dict[str, Any] | None:
    """`postgres://user:password@host:port/name?option=value` for DATABASES; None where unset.
    `password` is for an address without one."""
    value = text(name)
    if not value:
        return None
    found = as_database(name, value)
    return found | {"PASSWORD": found["PASSWORD"] or password}


def databases(name: str) -> list[dict[str, Any]]:
    """Addresses as those of `database`, separated by commas (%2C stands for one in a password)."""
    return [as_database(name, value) for value in words(name)]


def as_database(name: str, value: str) -> dict[str, Any]:
    hint = "write postgres://USER:PASSWORD@HOST:PORT/NAME"
    try:
        url = urlsplit(value)
        port = url.port
    except ValueError:
        stop(f"{name} is no address of a database; {hint}.")
    if url.scheme not in {"postgres", "postgresql"}:
        stop(f"{name} begins with {url.scheme + '://' if url.scheme else value[:12]!r}; {hint}.")
    if not url.path.strip("/"):
        stop(f"{name} names no database; {hint}.")
    if "\0" in unquote(value):
        stop(f"{name} holds %00, which no database has in a name; {hint}.")
    options: dict[str, object] = dict(parse_qsl(url.query))
    try:
        make_dsn(**options)
    except ProgrammingError as error:  # An option that the client library does not know.
        stop(f"{name} is no address of a database: {str(error).strip()}; {hint}.")
    # `url.hostname` would be in lower case, but a host can be the path of a socket.
    named = re.sub(r":[0-9]*$", "", url.netloc.rpartition("@")[2]).strip("[]")
    host = str(options.pop("host", "") or unquote(named))
    options.setdefault("connect_timeout", 10)
    return {
        "ENGINE": "local_postgres.connections",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        "OPTIONS": options,
    }


def valkey(name: str) -> str:
    """`valkey://user:password@host:port/number`, `valkeys://…` for TLS, or `unix:///path`, as the
    client library knows it; empty where unset."""
    value = text(name)
    if not value:
        return ""
    scheme, _colon, rest = value.partition("://")
    known = {"valkey": "redis", "valkeys": "rediss", "redis": "redis", "rediss": "rediss"}
    known["unix"] = "unix"
    hint = "write valkey://HOST:PORT/NUMBER, or valkeys:// for TLS"
    try:
        address = f"{known[scheme]}://{rest}"
        url = urlsplit(address)
        is_whole = bool(url.path if scheme == "unix" else url.hostname and url.port != 0)
        number = "" if scheme == "unix" else url.path.strip("/")
    except (KeyError, ValueError):
        address, is_whole, number = "", False, ""
    if not is_whole or not re.fullmatch("[0-9]{0,4}", number):
        stop(f"{name} is no address of a Valkey; {hint}.")
    return address


def mail_server(name: str) -> dict[str, object] | None:
    """`smtp://user:password@host:port?tls=starttls` or `smtps://…`; None where unset."""
    value = text(name)
    if not value:
        return None
    hint = "write smtp://USER:PASSWORD@HOST:587?tls=starttls, or smtps:// for TLS from the start"
    wrong = f"{name} is no address of a mail server (%2F stands for / in a password, %23 for #)"
    try:
        url = urlsplit(value)
        port = url.port
    except ValueError:
        stop(f"{wrong}; {hint}.")
    if url.scheme not in {"smtp", "smtps"}:
        stop(f"{name} begins with {url.scheme + '://' if url.scheme else value[:4]!r}; {hint}.")
    user, password = unquote(url.username or ""), unquote(url.password or "")
    odd = not (user + password).isprintable() or bool(user) != bool(password) or port == 0
    if odd or not url.hostname or url.path.strip("/") or url.fragment:
        stop(f"{wrong}; {hint}.")
    options = parse_qsl(url.query, keep_blank_values=True)
    if options not in ([], [("tls", "starttls")]) or (options and url.scheme == "smtps"):
        stop(f"{name} has an option that does not exist: there is smtp://…?tls=starttls alone.")
    encrypted = bool(options) or url.scheme == "smtps"
    if password and not encrypted and url.hostname not in {"localhost", "127.0.0.1", "::1"}:
        stop(f"{name} would send the password for all to read; {hint}.")
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": url.hostname,
            "port": port,
            "username": user,
            "password": password,
            "use_tls": bool(options),
            "use_ssl": url.scheme == "smtps",
            "timeout": 20,
        },
    }


def mailbox(name: str, default: str) -> str:
    """An address that e-mails come from, with or without a name: 'Pullquote <a@example.org>'."""
    value = text(name)
    if not value:
        return default
    parsed = AddressHeader.value_parser(value)
    boxes = parsed.all_mailboxes
    if parsed.all_defects or len(boxes) != 1 or not (boxes[0].local_part and boxes[0].domain):
        stop(f"{name} is {value!r}; write an address: Our blog <blog@example.org>")
    return value
