"""E-mails as files, for a site without a mail server: a demo, a test, a developer's machine."""

import secrets
from collections.abc import Sequence
from email.policy import default
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

# Lines as long as SMTP allows (RFC 5322, section 2.1.1), so that a link can be copied as it stands.
POLICY = default.clone(max_line_length=998)


class Files(BaseEmailBackend):
    """`folder`: where each e-mail becomes a file of its own that mail programs open. Only the
    owner may read them, as the links in them may sign somebody in."""

    def __init__(self, *, folder: Path, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path(folder)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{timezone.now():%Y-%m-%d-%H%M%S}-{secrets.token_hex(3)}.eml"
            file = self.folder / name
            file.touch(mode=0o600)
            file.write_bytes(message.message(policy=POLICY).as_bytes())
        return len(email_messages)
