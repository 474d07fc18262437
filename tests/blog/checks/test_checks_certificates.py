"""Results for servers with valid and invalid certificates, with real handshakes."""

import datetime
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from blog.checks.link_client import LinkResult, check_link
from blog.checks.models import Link

Key = ec.EllipticCurvePrivateKey
NOW = datetime.datetime.now(datetime.UTC)  # OpenSSL uses the system clock.
DAY = datetime.timedelta(days=1)
NOT_VALID, OFF = LinkResult(Link.Failure.TLS), LinkResult(Link.Failure.UNREACHABLE)


def make_name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def sign(
    host: str,
    key: Key,
    issuer: str,
    by: Key,
    days: tuple[int, int] = (-30, 30),
    is_authority: bool = False,
) -> bytes:
    return (
        x509.CertificateBuilder(make_name(issuer), make_name(host), key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + days[0] * DAY)
        .not_valid_after(NOW + days[1] * DAY)
        .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(by, hashes.SHA256())
        .public_bytes(Encoding.PEM)
    )


KEY, AUTHORITY = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
TRUSTED = sign("Authority", AUTHORITY, "Authority", AUTHORITY, is_authority=True)


@contextmanager
def run_server(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """Yield the port of a server that handles one connection after another."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _address = server.accept()
                except OSError:
                    return
                with connection, suppress(OSError):
                    answer(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(timeout=10)


def check_port(port: int) -> LinkResult:
    return check_link("https://there.example/a", lambda host, port: "127.0.0.1", {"https": port})


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a test authority the only one that OpenSSL trusts."""
    (tmp_path / "authority.pem").write_bytes(TRUSTED)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    ("certificate", "answer"),
    [
        (sign("there.example", KEY, "Authority", AUTHORITY), LinkResult("", 200)),
        (sign("there.example", KEY, "there.example", KEY), NOT_VALID),
        (sign("there.example", KEY, "Authority", AUTHORITY, (-30, -1)), NOT_VALID),
        (sign("there.example", KEY, "Authority", AUTHORITY, (1, 30)), NOT_VALID),
        (sign("elsewhere.example", KEY, "Authority", AUTHORITY), NOT_VALID),
    ],
    ids=["in order", "signed by itself", "expired", "not valid yet", "of another name"],
)
def test_invalid_certificate_is_reported_as_tls_failure(
    certificate: bytes, answer: LinkResult, tmp_path: Path
) -> None:
    file = tmp_path / "server.pem"
    secret = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(secret + certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)

    def speak(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(65_536)
            secure.sendall(b"HTTP/1.1 200 OK\r\n\r\n")

    with run_server(speak) as port:
        assert check_port(port) == answer


def test_server_without_tls_is_unreachable() -> None:
    with run_server(lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")) as port:
        assert check_port(port) == OFF
