"""Background tasks that send queued e-mails.

An e-mail is locked while it is sent (FOR UPDATE SKIP LOCKED), so no two workers send the same one,
and is marked as sent in the same transaction. If the worker is killed, or the database connection
lost, between the mail server's acceptance and our commit (some milliseconds), the e-mail is sent
again. The other order could lose it. Both copies have the same Message-ID, by which most mail
programs show only one.
"""

import logging
import smtplib
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from django.core.mail import mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.tasks import task
from django.utils import timezone

from mail.models import QueuedEmail

logger = logging.getLogger(__name__)

# Users wait for links in e-mails, so these tasks run before others such as renditions.
MAIL_PRIORITY = 50
SENT_MAX_AGE = timedelta(days=1)
# Long enough to investigate failed e-mails.
FAILED_MAX_AGE = timedelta(days=30)


@task(priority=MAIL_PRIORITY)
def deliver() -> None:
    """Send all due e-mails over one connection.

    Two queries for each e-mail. Each of the mail server's responses may take 20 s
    (`env.mail_server`), after which the e-mail is postponed.
    """
    connection = mailers["delivery"]
    try:
        while _deliver_next(connection):
            pass
    finally:
        _close(connection)


def _deliver_next(connection: BaseEmailBackend) -> bool:
    """Send the next due e-mail. False if there is none, or the server is unavailable."""
    with transaction.atomic():
        email = QueuedEmail.objects.due().select_for_update(skip_locked=True).first()
        if email is None:
            return False
        try:
            connection.open()
        except Exception as error:  # Any error is recorded and retried.
            logger.warning("The mail server cannot be used: %s", format_error(error))
            _close(connection)
            # Postpone all due e-mails, this one included: otherwise each would time out on the same
            # server, and delay the worker's other tasks.
            waiting = QueuedEmail.objects.due().select_for_update(skip_locked=True)
            _postpone(list(waiting.defer("text", "html", "headers")), error)
            return False
        try:
            connection.send_messages([email.message()])
        except Exception as error:
            logger.warning("E-mail %s, try %s: %s", email.pk, email.attempts + 1, error)
            _close(connection)  # Its state is unknown.
            _postpone([email], error)
            return True
        email.mark_sent()
        email.save()
        return True


def _postpone(emails: Sequence[QueuedEmail], error: Exception) -> None:
    """Record a failure, and enqueue one task for all e-mails that are due again together."""
    now = timezone.now()
    for email in emails:
        email.record_failure(format_error(error), is_permanent(error), now)
    fields = ["attempts", "due_at", "given_up_at", "last_error"]
    QueuedEmail.objects.bulk_update(emails, fields)
    for due_at in sorted({email.due_at for email in emails if email.due_at}):
        deliver.using(run_after=due_at).enqueue()


def is_permanent(error: Exception) -> bool:
    """Return whether the server refused recipient or content permanently (RFC 5321, section 4.2.1:
    5yz), or the message cannot be sent at all. Refusals of sign-in or sender are temporary: an
    operator can fix them."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code <= 599 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return 500 <= error.smtp_code <= 599
    return isinstance(error, ValueError)


def format_error(error: Exception) -> str:
    """Format the server's response, or the exception, as one line."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _on_one_line(*error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return _on_one_line((error.smtp_code, error.smtp_error))
    return f"{type(error).__name__}: {error}".removesuffix(": ")


def _on_one_line(*answers: tuple[int, bytes | str]) -> str:
    lines = (
        f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
        for code, text in answers
    )
    return " ".join(" ".join(lines).split())


def _close(connection: BaseEmailBackend) -> None:
    with suppress(Exception):  # The e-mail's state is settled by then.
        connection.close()


@task
def delete_old_emails() -> None:
    """Delete sent and failed e-mails after their retention periods, as they are personal data."""
    now = timezone.now()
    QueuedEmail.objects.filter(sent_at__lt=now - SENT_MAX_AGE).delete()
    QueuedEmail.objects.filter(given_up_at__lt=now - FAILED_MAX_AGE).delete()
