"""The door for all mail of the site: what Django, its apps and we send becomes rows first."""

from collections.abc import Iterator, Sequence
from email.utils import make_msgid, parseaddr

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from lib import request_ids
from mail.delivery import deliver
from mail.models import QueuedEmail

# Written anew when the e-mail is sent.
OF_THE_BODY = {"subject", "mime-version", "content-type", "content-transfer-encoding"}


class QueueBackend(BaseEmailBackend):
    """Stores each message in the caller's transaction, and orders its delivery in the same one:
    if that is rolled back, nothing is sent, and a mail server that is away fails nobody's request.

    Costs two queries however many messages there are. A message that no server could take (a line
    break in a header, an attachment) is a ValueError here, where the caller can be seen.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        emails = [email for message in email_messages for email in build_queued_emails(message)]
        if emails:
            with transaction.atomic():
                QueuedEmail.objects.bulk_create(emails)
                deliver.enqueue()
        return len(email_messages)


def build_queued_emails(message: EmailMessage) -> Iterator[QueuedEmail]:
    """One for each recipient, 'Cc' and 'Bcc' included. The Message-ID is the same in all tries."""
    text, html = bodies(message)
    domain = parseaddr(message.from_email)[1].rpartition("@")[2] or "localhost"
    message.extra_headers.setdefault("Message-ID", make_msgid(domain=domain))
    # RFC 3834, section 5: so that an absence note is no answer to it.
    message.extra_headers.setdefault("Auto-Submitted", "auto-generated")
    if number := request_ids.get_request_id():
        message.extra_headers.setdefault("X-Request-Id", number)  # That of the log.
    headers = {
        name: _stored(value)
        for name, value in message.message().items()
        if name.lower() not in OF_THE_BODY
    }
    for recipient in message.recipients():
        yield QueuedEmail(
            sender=message.from_email,
            recipient=_stored(recipient),
            subject=_stored(message.subject),
            text=text,
            html=html,
            headers=headers,
        )


def bodies(message: EmailMessage) -> tuple[str, str]:
    """Text and HTML; either may be ''."""
    alternatives = list(getattr(message, "alternatives", ()))
    if message.attachments or len(alternatives) > 1:
        raise ValueError("An e-mail has a text and an HTML, and no attachments.")
    if message.content_subtype == "html":
        return "", _stored(message.body)
    if alternatives and alternatives[0].mimetype != "text/html":
        raise ValueError(f"An e-mail is text or HTML, not {alternatives[0].mimetype}.")
    return _stored(message.body), _stored(alternatives[0].content if alternatives else "")


def _stored(value: object) -> str:
    """PostgreSQL keeps no NUL."""
    return str(value).replace("\0", "")
