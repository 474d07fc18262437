"""E-mails leave: the tasks that the worker runs.

An e-mail is locked while it is sent (FOR UPDATE SKIP LOCKED), so no two workers send the same one,
and is marked in the same transaction. One window is left: if the worker is killed, or the database
lost, between the mail server's 'accepted' and our commit (some milliseconds), the e-mail is sent
again. The other order would lose it instead. Both copies have the same Message-ID, by which most
mail programs show one.
"""

import logging
import smtplib
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

from django.core.mail import mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.tasks import task
from django.utils import timezone

from mail.models import QueuedEmail

logger = logging.getLogger(__name__)

# Somebody waits at a screen for the link in an e-mail; a picture's sizes can wait.
PRIORITY = 50
SENT_KEPT = timedelta(days=1)
# Whoever looks into why somebody got no mail comes within a month.
GIVEN_UP_KEPT = timedelta(days=30)


@task(priority=PRIORITY)
def deliver() -> None:
    """Send what is due, over one connection; nothing where another run has done so already.

    Costs two queries for each e-mail, and what the mail server takes: at most 20 s for each of its
    answers (`env.mail_server`), after which the e-mail is put off.
    """
    connection = mailers["delivery"]
    try:
        while _deliver_next(connection):
            pass
    finally:
        _close(connection)


def _deliver_next(connection: BaseEmailBackend) -> bool:
    """False when nothing is left, or the server cannot be reached."""
    with transaction.atomic():
        email = QueuedEmail.objects.due().select_for_update(skip_locked=True).first()
        if email is None:
            return False
        try:
            connection.open()
        except Exception as error:  # Whatever it is, it is written down and tried again.
            logger.warning("The mail server cannot be used: %s", reason_of(error))
            _close(connection)
            # All at once: otherwise each would wait for the same server in vain, and keep waiting
            # what else the worker has to do. This e-mail is among them.
            waiting = list(QueuedEmail.objects.due().select_for_update(skip_locked=True))
            _put_off(waiting, error)
            return False
        try:
            connection.send_messages([email.message()])
        except Exception as error:
            logger.warning("E-mail %s, try %s: %s", email.pk, email.attempts + 1, error)
            _close(connection)  # Who knows in what state it is.
            _put_off([email], error)
            return True
        email.note_sent()
        email.save()
        return True


def _put_off(emails: Iterable[QueuedEmail], error: Exception) -> None:
    emails = list(emails)
    for email in emails:
        email.note_failure(reason_of(error), is_final(error))
    fields = ["attempts", "due_at", "given_up_at", "last_error"]
    QueuedEmail.objects.bulk_update(emails, fields)
    for due_at in sorted({email.due_at for email in emails if email.due_at}):
        deliver.using(run_after=due_at).enqueue()


def is_final(error: Exception) -> bool:
    """The server refused this recipient or these words for good (RFC 5321, section 4.2.1: 5yz), or
    no server could take them. That it refuses *us* (sign-in, sender) an operator can mend."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code <= 599 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return 500 <= error.smtp_code <= 599
    return isinstance(error, ValueError)


def reason_of(error: Exception) -> str:
    """What the server said, on one line; else the kind of error and its words."""
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
    with suppress(Exception):  # The e-mail's fate is decided by then.
        connection.close()


@task
def forget_sent() -> None:
    """Their words and addresses are nobody's business any more."""
    now = timezone.now()
    QueuedEmail.objects.filter(sent_at__lt=now - SENT_KEPT).delete()
    QueuedEmail.objects.filter(given_up_at__lt=now - GIVEN_UP_KEPT).delete()
