"""E-mail backend that writes files, for sites without a mail server, such as the demo."""

import secrets
from collections.abc import Sequence
from email.policy import default
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

# Lines as long as SMTP allows (RFC 5322, section 2.1.1), so that links can be copied.
EMAIL_POLICY = default.clone(max_line_length=998)


class FileBackend(BaseEmailBackend):
    """Write each e-mail to an .eml file in `folder`. Only the owner may read them, as they may
    contain links that sign somebody in."""

    def __init__(self, *, folder: Path, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path(folder)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{timezone.now():%Y-%m-%d-%H%M%S}-{secrets.token_hex(3)}.eml"
            file = self.folder / name
            file.touch(mode=0o600)
            file.write_bytes(message.message(policy=EMAIL_POLICY).as_bytes())
        return len(email_messages)
