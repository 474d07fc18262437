"""What `manage.py check --deploy` says of mail."""

from typing import Any

from django.core.checks import CheckMessage, Warning
from django.core.mail import mailers

from mail.files import Files


def letters_leave(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    delivery = mailers["delivery"]
    if not isinstance(delivery, Files):
        return []
    hint = f"Set EMAIL_URL; without it all letters are only written to {delivery.folder}."
    return [Warning("No mail leaves this site.", hint=hint, id="mail.W001")]
