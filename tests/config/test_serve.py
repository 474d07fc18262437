"""What `make serve` says of the ways to open the site."""

import socket

import pytest

from config.server import serve


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
