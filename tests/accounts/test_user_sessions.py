"""Names of devices in the list of sessions."""

import pytest

from accounts import user_sessions

MOZILLA = "Mozilla/5.0"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "named"),
    [
        (f"{MOZILLA} (X11; Linux x86_64) {WEBKIT} Chrome/140.0 Safari/537.36", ("Chrome", "Linux")),
        (
            f"{MOZILLA} (Windows NT 10.0; Win64) {WEBKIT} Chrome/140.0 Safari/537.36 Edg/140.0",
            ("Edge", "Windows"),
        ),
        (
            f"{MOZILLA} (Linux; Android 15) {WEBKIT} SamsungBrowser/28.0 Chrome/130.0",
            ("Samsung Internet", "Android"),
        ),
        (
            f"{MOZILLA} (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            ("Safari", "iPhone"),
        ),
        (
            f"{MOZILLA} (iPad; CPU OS 18_0 like Mac OS X) CriOS/140.0 Safari/604.1",
            ("Chrome", "iPad"),
        ),
        (
            f"{MOZILLA} (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0",
            ("Firefox", "macOS"),
        ),
        ("curl/8.14", ("", "")),
        ("", ("", "")),
    ],
)
def test_user_agent_is_parsed_to_browser_and_system(agent: str, named: tuple[str, str]) -> None:
    assert user_sessions.parse_user_agent(agent) == named
