"""E-mail backend that stores all messages in the mail queue."""

from collections.abc import Iterator, Sequence
from email.utils import make_msgid, parseaddr

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from lib import request_ids
from mail.delivery import deliver
from mail.models import QueuedEmail

# Headers that are generated again when the e-mail is sent.
BODY_HEADERS = {"subject", "mime-version", "content-type", "content-transfer-encoding"}


class QueueBackend(BaseEmailBackend):
    """Store each message and enqueue its delivery in the caller's transaction: after a rollback
    nothing is sent, and an unavailable mail server fails no request.

    Two queries for any number of messages. A message that cannot be sent (a line break in a header,
    an attachment) raises ValueError here, in the caller's traceback.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        emails = [email for message in email_messages for email in build_queued_emails(message)]
        if emails:
            with transaction.atomic():
                QueuedEmail.objects.bulk_create(emails)
                deliver.enqueue()
        return len(email_messages)


def build_queued_emails(message: EmailMessage) -> Iterator[QueuedEmail]:
    """Build an e-mail for each recipient, 'Cc' and 'Bcc' included. All attempts have the same
    Message-ID."""
    text, html = get_bodies(message)
    domain = parseaddr(message.from_email)[1].rpartition("@")[2] or "localhost"
    message.extra_headers.setdefault("Message-ID", make_msgid(domain=domain))
    # RFC 3834, section 5: suppresses out-of-office replies.
    message.extra_headers.setdefault("Auto-Submitted", "auto-generated")
    if request_id := request_ids.get_request_id():
        message.extra_headers.setdefault("X-Request-Id", request_id)  # as in the log
    headers = {
        name: _remove_nul(value)
        for name, value in message.message().items()
        if name.lower() not in BODY_HEADERS
    }
    for recipient in message.recipients():
        yield QueuedEmail(
            sender=message.from_email,
            recipient=_remove_nul(recipient),
            subject=_remove_nul(message.subject),
            text=text,
            html=html,
            headers=headers,
        )


def get_bodies(message: EmailMessage) -> tuple[str, str]:
    """Return text and HTML; either may be ''. Raises ValueError for attachments."""
    alternatives = list(getattr(message, "alternatives", ()))
    if message.attachments or len(alternatives) > 1:
        raise ValueError("An e-mail has a text and an HTML, and no attachments.")
    if message.content_subtype == "html":
        return "", _remove_nul(message.body)
    if alternatives and alternatives[0].mimetype != "text/html":
        raise ValueError(f"An e-mail is text or HTML, not {alternatives[0].mimetype}.")
    return _remove_nul(message.body), _remove_nul(alternatives[0].content if alternatives else "")


def _remove_nul(value: object) -> str:
    """Remove NUL, which PostgreSQL cannot store."""
    return str(value).replace("\0", "")
