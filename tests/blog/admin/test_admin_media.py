"""Which scripts the pages of the desk load, of Django's and of ours: none needs jQuery."""

import re

import pytest

from tests.support import factories as make
from tests.support.desk import signed_in

SCRIPT_RE = re.compile(r'<script src="/static/(?:admin/js|desk)/([^"]+)"')
SHARED = {"theme.js", "navigation.js", "palette.js", "save_key.js"}


@pytest.mark.parametrize(
    ("path", "scripts"),
    [
        ("blog/post/", {"actions.js", "filters.js"}),
        ("blog/photo/?_popup=1", {"actions.js", "filters.js", "photo_library.js"}),
        ("blog/post/add/", set()),
        ("blog/page/add/", set()),
        ("blog/series/add/", set()),
        ("blog/label/add/", {"inline_rows.js"}),
        (
            "blog/source/add/",
            {"autocomplete.js", "inline_rows.js", "organisations.js", "related_windows.js"},
        ),
        ("accounts/user/{user}/change/", set()),
        ("accounts/user/{user}/delete/", set()),
        ("redirects/redirect/add/", set()),
    ],
)
def test_page_loads_only_the_scripts_that_it_needs(db, path: str, scripts: set[str]) -> None:
    user = make.user("superuser")
    html = signed_in(user).get(f"/admin/{path.format(user=user.pk)}").content.decode()
    loaded = {*re.findall(SCRIPT_RE, html)}
    assert loaded - SHARED == scripts
