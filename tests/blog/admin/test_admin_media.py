"""Which of Django's scripts the pages of the desk load."""

import re

import pytest

from tests.support import factories as make
from tests.support.desk import signed_in

SCRIPT_RE = re.compile(r'<script src="/static/admin/js/([^"]+)"')
JQUERY = {"vendor/jquery/jquery.min.js", "jquery.init.js", "admin/RelatedObjectLookups.js"}
SLUGS = {"urlify.js", "prepopulate.js", "prepopulate_init.js", "vendor/xregexp/xregexp.min.js"}
SHARED = {"theme.js"}


@pytest.mark.parametrize(
    ("path", "scripts"),
    [
        ("blog/post/", {"actions.js", "filters.js"}),
        ("blog/photo/?_popup=1", JQUERY | {"actions.js", "filters.js"}),
        ("blog/post/add/", set()),
        ("blog/page/add/", set()),
        ("blog/series/add/", set()),
        ("blog/series/add/?_popup=1", JQUERY),
        ("blog/label/add/", JQUERY | {"inlines.js"}),
        (
            "accounts/user/{user}/change/",
            JQUERY
            | {"calendar.js", "admin/DateTimeShortcuts.js", "core.js"}
            | {"SelectBox.js", "SelectFilter2.js"},
        ),
    ],
)
def test_page_loads_only_what_it_needs_of_django(db, path: str, scripts: set[str]) -> None:
    user = make.user("superuser")
    html = signed_in(user).get(f"/admin/{path.format(user=user.pk)}").content.decode()
    loaded = {*SCRIPT_RE.findall(html)}
    assert loaded - SHARED == scripts
    assert not loaded & SLUGS
