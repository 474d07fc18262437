"""A mail server to which e-mails are delivered."""

import pytest

from tests.mail import server


@pytest.fixture
def smtp(settings):
    with server.running() as running:
        settings.MAILERS = server.mailers(running.port)
        yield running
