"""A scripted mail server on a free port of 127.0.0.1."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from threading import Event

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.patience import PATIENCE
from tests.support.ports import free_port


class MailServer:
    """`answers` maps a recipient to a response: a line such as '451 later' at RCPT, or at DATA if
    it begins with 'DATA '; 'hang' never answers, 'die' disconnects, and 'accept and die'
    disconnects after accepting the e-mail. `taken` lists the accepted e-mails; `arrived` is set by
    the first."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.answers: dict[str, str] = {}
        self.taken: list[tuple[str, EmailMessage]] = []
        self.hanging, self.arrived = Event(), Event()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers.get(address, "")
        if answer[:1].isdigit():
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        (address,) = envelope.rcpt_tos
        answer = self.answers.get(address, "")
        if answer.startswith("DATA "):
            return answer.removeprefix("DATA ")
        if answer == "hang":
            self.hanging.set()
            await asyncio.Event().wait()
        if answer != "die":
            message = message_from_bytes(envelope.original_content or b"", policy=default)
            assert isinstance(message, EmailMessage)
            self.taken.append((address, message))
            self.arrived.set()
        if answer in {"die", "accept and die"}:
            assert server.transport
            server.transport.abort()
        return "250 taken"

    @property
    def readers(self) -> list[str]:
        return sorted(address for address, _message in self.taken)


@contextmanager
def running() -> Iterator[MailServer]:
    server = MailServer(free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port, ready_timeout=PATIENCE)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def mailers(port: int, timeout: float = PATIENCE) -> dict[str, dict[str, object]]:
    """Return the MAILERS setting: the site's mail queue, delivered to this port."""
    return {
        "default": {"BACKEND": "mail.backend.QueueBackend"},
        "delivery": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": timeout},
        },
    }
