"""A site from which no mail leaves is told so before it goes online."""

from pathlib import Path

from mail.checks import letters_leave
from tests.mail import server


def test_site_without_a_mail_server_is_warned(settings):
    files = {"BACKEND": "mail.files.Files", "OPTIONS": {"folder": Path("/srv/var/mail")}}
    settings.MAILERS = {"delivery": files}
    (warning,) = letters_leave(None)
    assert warning.id == "mail.W001"
    assert warning.hint.endswith("only written to /srv/var/mail.")
    settings.MAILERS = server.mailers(25)
    assert letters_leave(None) == []
