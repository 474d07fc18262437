"""Which addresses a redirect may lead to."""

import pytest

from lib.urls import is_local_path


@pytest.mark.parametrize(
    ("url", "is_local"),
    [
        ("/admin/", True),
        ("/admin/?first=1#steps", True),
        ("", False),
        ("admin/", False),
        ("//evil.example/", False),
        ("///evil.example/", False),
        ("/\\evil.example/", False),
        ("https://evil.example/", False),
        ("javascript:alert(1)", False),
        ("/\nevil", True),  # Django's redirects encode it.
        (" /admin/", False),
    ],
)
def test_redirect_leads_to_paths_of_the_site_only(url, is_local):
    assert is_local_path(url) == is_local
