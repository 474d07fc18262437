"""System checks of mail, for `manage.py check --deploy`."""

from typing import Any

from django.core.checks import CheckMessage, Warning
from django.core.mail import mailers

from mail.files import FileBackend


def check_mail_delivery(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    delivery = mailers["delivery"]
    if not isinstance(delivery, FileBackend):
        return []
    hint = f"Set EMAIL_URL; without it all e-mails are only written to {delivery.folder}."
    return [Warning("No mail leaves this site.", hint=hint, id="mail.W001")]
