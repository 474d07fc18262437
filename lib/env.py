"""Parse environment variables strictly: an invalid value ends the process with one line of advice.

The functions are named after the type that they return.
"""

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

TRUE_VALUES = {"1", "true", "yes", "on"}
FALSE_VALUES = {"0", "false", "no", "off"}


def stop(message: str) -> NoReturn:
    """Exit with status 2 and one line instead of a traceback."""
    sys.stderr.write(f"pullquote: {message}\n")
    raise SystemExit(2)


def text(name: str, default: str = "") -> str:
    """Return the value of NAME, or the content of the file NAME_FILE, as for Docker secrets."""
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


def certificates(name: str) -> str:
    """Return certificates as PEM; empty if unset."""
    value = text(name)
    if value and "-----BEGIN CERTIFICATE-----" not in value:
        shown = repr(value[:40])
        stop(f"{name} is {shown}, no certificate; write PEM, or name its file in {name}_FILE.")
    return value


def boolean(name: str, default: bool) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value not in TRUE_VALUES | FALSE_VALUES:
        stop(f"{name} is {value!r}; write 1 or 0.")
    return value in TRUE_VALUES


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


def comma_separated(name: str, default: str = "") -> list[str]:
    """Return the comma-separated values, without empty ones."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def origin(name: str, default: str) -> str:
    """Return scheme, host and port, as in the Origin header: 'https://blog.example.org'."""
    configured = text(name) or default
    value = configured.rstrip("/").lower()
    parts = re.fullmatch(r"https?://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?", value)
    if not parts or not 1 <= int(parts[1] or 80) <= 65_535:
        stop(f"{name} is {configured!r}; write the address readers use: https://blog.example.org")
    return value


def listen_address(name: str, default: str) -> str:
    """Return an IP address to listen on, in URL notation: '0.0.0.0', '[::]'."""
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
    return parse_folder(name, value) if value else default


def parse_folder(name: str, value: str) -> Path:
    path = Path(value).expanduser().resolve()
    if any(place.exists() and not place.is_dir() for place in (path, *path.parents)):
        stop(f"{name} is {value!r}, which is a file or lies in one; name a folder.")
    return path


def file(name: str) -> Path | None:
    """Return the path of a file that exists or can be created; None if unset."""
    value = text(name)
    if not value:
        return None
    path = Path(value).expanduser().absolute()
    if path.is_dir() or not path.parent.is_dir():
        stop(f"{name} is {value!r}; write the path of a file in a folder that is there.")
    return path


def backup_destination(name: str) -> str:
    """Return an absolute folder path or s3://BUCKET/PREFIX; empty if unset."""
    value = text(name)
    return parse_destination(name, value) if value else ""


def parse_destination(name: str, value: str) -> str:
    if "://" not in value:
        return str(parse_folder(name, value))
    if not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\w!.*'()/-]*)?", value, re.ASCII):
        stop(f"{name} is {value!r}; write a folder, or s3://BUCKET/PREFIX")
    return value.rstrip("/")


def bucket(name: str) -> str:
    """Return s3://BUCKET/PREFIX; empty if unset."""
    value = text(name)
    if value and not value.startswith("s3://"):
        stop(f"{name} is {value!r}; write s3://BUCKET or s3://BUCKET/PREFIX")
    return parse_destination(name, value) if value else ""


def folder_url(name: str, default: str) -> str:
    """Return the base URL of files: 'https://media.example.org/blog/'."""
    value = text(name)
    parts = re.fullmatch(r"https?://[a-z0-9._-]+(?::[0-9]{1,5})?(?:/[\w.~-]+)*/?", value, re.ASCII)
    if value and not parts:
        stop(f"{name} is {value!r}; write the address of a folder: https://media.example.org/blog/")
    return value.rstrip("/") + "/" if value else default


def url(name: str) -> str:
    """Return an HTTP URL, query included; empty if unset. Errors do not show it, as it may contain
    a secret."""
    value = text(name)
    named = r"https?://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?(?:[/?][!-~]*)?"
    parts = re.fullmatch(named, value, re.ASCII | re.IGNORECASE)
    if value and (not parts or not 1 <= int(parts[1] or 80) <= 65_535):
        stop(f"{name} is no address of the web; write https://HOST/PATH")
    return value


def contact_uris(name: str) -> list[str]:
    """Return contact URIs, 'mailto:a@example.org', 'https://…' or 'tel:…', separated by spaces or
    commas; bare e-mail addresses become mailto URIs."""
    uris = []
    for value in text(name).replace(",", " ").split():
        if re.fullmatch(r"[^\s:/@]+@[^\s:/@]+", value):
            value = f"mailto:{value}"
        if not re.fullmatch(r"(?:mailto:[!-~]+@[!-~]+|https://[!-~]+|tel:\+[0-9-]+)", value):
            stop(f"{name} is {value!r}; write security@example.org or https://example.org/report")
        uris.append(value)
    return uris


def end_of_day(name: str) -> datetime | None:
    """Return the end of a day, '2027-03-31', in UTC; None if unset."""
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
    """Return name and value of a header line, 'Authorization: Bearer …'; empty if unset. Errors do
    not show it, as it is a secret."""
    value = text(name)
    match = re.fullmatch(r"([\w-]+): *([!-~](?:[ -~]*[!-~])?)", value, re.ASCII)
    if value and not match:
        stop(f"{name} is no line of a header; write NAME: VALUE")
    return (match[1], match[2]) if match else ("", "")


def backup_retention(name: str, default: str) -> tuple[int, int, int]:
    return parse_retention(name, text(name) or default)


def parse_retention(name: str, value: str) -> tuple[int, int, int]:
    """Parse the number of daily, weekly and monthly backups to retain: '7,4,12'."""
    match = re.fullmatch(" *([0-9]{1,4}) *, *([0-9]{1,4}) *, *([0-9]{1,4}) *", value)
    if not match:
        stop(f"{name} is {value!r}; write how many days, weeks and months: 7,4,12")
    return int(match[1]), int(match[2]), int(match[3])


def recipients(name: str) -> list[str]:
    """Return age public keys, separated by commas."""
    keys = comma_separated(name)
    if keys:
        import pyrage  # 2 MB of compiled code, only needed for encryption.

    for key in keys:
        try:
            pyrage.x25519.Recipient.from_str(key)
        except pyrage.RecipientError:
            stop(f"{name} is {key!r}; write a public key of age, as age-keygen prints it: age1…")
    return keys


def database(name: str, password: str = "") -> dict[str, Any] | None:
    """Parse `postgres://user:password@host:port/name?option=value` for DATABASES; None if unset.
    `password` is the default for URLs without one."""
    value = text(name)
    if not value:
        return None
    settings = parse_database(name, value)
    return settings | {"PASSWORD": settings["PASSWORD"] or password}


def databases(name: str) -> list[dict[str, Any]]:
    """Parse database URLs separated by commas; %2C is a comma in a password."""
    return [parse_database(name, value) for value in comma_separated(name)]


def parse_database(name: str, value: str) -> dict[str, Any]:
    hint = "write postgres://USER:PASSWORD@HOST:PORT/NAME"
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        stop(f"{name} is no address of a database; {hint}.")
    if parts.scheme not in {"postgres", "postgresql"}:
        stop(
            f"{name} begins with {parts.scheme + '://' if parts.scheme else value[:12]!r}; {hint}."
        )
    if not parts.path.strip("/"):
        stop(f"{name} names no database; {hint}.")
    if "\0" in unquote(value):
        stop(f"{name} holds %00, which no database has in a name; {hint}.")
    options: dict[str, object] = dict(parse_qsl(parts.query))
    try:
        make_dsn(**options)
    except ProgrammingError as error:  # unknown to libpq
        stop(f"{name} is no address of a database: {str(error).strip()}; {hint}.")
    # `parts.hostname` would be in lower case, but a host can be the path of a socket.
    named = re.sub(r":[0-9]*$", "", parts.netloc.rpartition("@")[2]).strip("[]")
    host = str(options.pop("host", "") or unquote(named))
    options.setdefault("connect_timeout", 10)
    return {
        "ENGINE": "local_postgres.connections",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        "OPTIONS": options,
    }


def valkey(name: str) -> str:
    """Convert `valkey://user:password@host:port/number`, `valkeys://…` for TLS, or `unix:///path`
    to a URL for redis-py; empty if unset."""
    value = text(name)
    if not value:
        return ""
    scheme, _colon, rest = value.partition("://")
    known = {"valkey": "redis", "valkeys": "rediss", "redis": "redis", "rediss": "rediss"}
    known["unix"] = "unix"
    hint = "write valkey://HOST:PORT/NUMBER, or valkeys:// for TLS"
    try:
        address = f"{known[scheme]}://{rest}"
        parts = urlsplit(address)
        is_whole = bool(parts.path if scheme == "unix" else parts.hostname and parts.port != 0)
        number = "" if scheme == "unix" else parts.path.strip("/")
    except (KeyError, ValueError):
        address, is_whole, number = "", False, ""
    if not is_whole or not re.fullmatch("[0-9]{0,4}", number):
        stop(f"{name} is no address of a Valkey; {hint}.")
    return address


def mail_server(name: str) -> dict[str, object] | None:
    """Parse `smtp://user:password@host:port?tls=starttls` or `smtps://…` for MAILERS; None if
    unset."""
    value = text(name)
    if not value:
        return None
    hint = "write smtp://USER:PASSWORD@HOST:587?tls=starttls, or smtps:// for TLS from the start"
    wrong = f"{name} is no address of a mail server (%2F stands for / in a password, %23 for #)"
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        stop(f"{wrong}; {hint}.")
    if parts.scheme not in {"smtp", "smtps"}:
        stop(f"{name} begins with {parts.scheme + '://' if parts.scheme else value[:4]!r}; {hint}.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    is_invalid = not (user + password).isprintable() or bool(user) != bool(password) or port == 0
    if is_invalid or not parts.hostname or parts.path.strip("/") or parts.fragment:
        stop(f"{wrong}; {hint}.")
    options = parse_qsl(parts.query, keep_blank_values=True)
    if options not in ([], [("tls", "starttls")]) or (options and parts.scheme == "smtps"):
        stop(f"{name} has an option that does not exist: there is smtp://…?tls=starttls alone.")
    encrypted = bool(options) or parts.scheme == "smtps"
    if password and not encrypted and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        stop(f"{name} would send the password for all to read; {hint}.")
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": port,
            "username": user,
            "password": password,
            "use_tls": bool(options),
            "use_ssl": parts.scheme == "smtps",
            "timeout": 20,
        },
    }


def mailbox(name: str, default: str) -> str:
    """Return a sender address, with or without a name: 'Pullquote <a@example.org>'."""
    value = text(name)
    if not value:
        return default
    parsed = AddressHeader.value_parser(value)
    boxes = parsed.all_mailboxes
    if parsed.all_defects or len(boxes) != 1 or not (boxes[0].local_part and boxes[0].domain):
        stop(f"{name} is {value!r}; write an address: Our blog <blog@example.org>")
    return value
