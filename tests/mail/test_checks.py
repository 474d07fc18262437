"""System check for a missing mail server."""

from pathlib import Path

from mail.checks import check_mail_delivery
from tests.mail import server


def test_missing_mail_server_is_a_warning(settings):
    files = {"BACKEND": "mail.files.FileBackend", "OPTIONS": {"folder": Path("/srv/var/mail")}}
    settings.MAILERS = {"delivery": files}
    (warning,) = check_mail_delivery(None)
    assert warning.id == "mail.W001"
    assert warning.hint.endswith("only written to /srv/var/mail.")
    settings.MAILERS = server.mailers(25)
    assert check_mail_delivery(None) == []
