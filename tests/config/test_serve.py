"""`make serve`: the address of the site, and other ways to open it."""

import os
import socket

import pytest

from config.server import demo, serve
from lib import env


@pytest.mark.parametrize(
    ("host", "site_url", "address", "is_shown"),
    [
        ("127.0.0.1", "http://localhost:{port}", "192.168.1.5", True),
        ("127.0.0.1", "http://localhost:{port}", "", False),
        ("127.0.0.1", "https://blog.example", "192.168.1.5", False),  # Behind a proxy.
        ("0.0.0.0", "http://localhost:{port}", "192.168.1.5", False),
    ],
)
def test_network_hint_names_settings_for_other_devices(
    host, site_url, address, is_shown, monkeypatch
):
    monkeypatch.setattr(serve, "find_network_address", lambda: address)
    with socket.create_server((host, 0)) as listener:
        port = listener.getsockname()[1]
        hint = serve.get_network_hint(listener, site_url.format(port=port))
    settings = f"LISTEN=0.0.0.0 PORT={port} SITE_URL=http://192.168.1.5:{port}"
    assert hint.endswith(settings) if is_shown else hint == ""


def test_site_url_from_a_file_reaches_other_processes(monkeypatch, tmp_path):
    (tmp_path / "site-url").write_text("https://blog.example\n")
    environment = {**os.environ, "SITE_URL": "", "SITE_URL_FILE": str(tmp_path / "site-url")}
    monkeypatch.setattr(os, "environ", environment)
    assert demo.set_site_url(8000) == "https://blog.example"
    assert env.text("SITE_URL") == "https://blog.example"  # As the settings read it.
