"""The language of a page's title is that of what the page shows; the rest is the site's."""

import pytest

from tests.support import factories as make
from tests.support.pages import read

pytestmark = pytest.mark.django_db


def language(element) -> tuple[str, str]:
    return element.get("lang"), element.get("dir")


@pytest.mark.parametrize(
    ("site", "post", "expected"),
    [
        ("en", "fr", ("fr", "ltr")),
        ("en", "ar", ("ar", "rtl")),
        ("ar", "en", ("en", "ltr")),
        ("en", "zh-hant", ("zh-hant", "ltr")),
        ("en", "tlh", ("tlh", "ltr")),
        ("en", "en", ("en", "ltr")),
    ],
)
def test_post_page_has_the_language_of_its_post(site, post, expected, client):
    make.site(language=site)
    shown = make.post(title="Title", language=post)
    page = read(client, shown.get_absolute_url())
    (body,) = page.iter("body")
    assert language(page) == expected
    ours = (site, "rtl" if site == "ar" else "ltr")
    assert language(body) == (ours if site != post else (None, None))
    (trail,) = page.xpath("//nav[@class='breadcrumbs']")
    assert not trail.xpath(".//@lang")


def test_quotation_page_has_the_language_of_its_text(client):
    post = make.post(
        make.quotation("«نعم.»", lang="ar", translation="“Yes.”") + make.quotation("« Oui. »"),
        language="fr",
    )
    arabic, french = post.pullquotes.order_by("position")
    for quotation, expected in ((arabic, ("ar", "rtl")), (french, ("fr", "ltr"))):
        page = read(client, f"/quotes/{quotation.pk}/")
        assert language(page) == expected
        assert language(page.find("body")) == ("en", "ltr")


def test_draft_and_list_pages_have_their_languages(client):
    author = make.user("Author")
    draft = make.draft(language="ar", authors=(author,))
    client.force_login(author)
    page = read(client, draft.get_absolute_url())
    assert (language(page), language(page.find("body"))) == (("ar", "rtl"), ("en", "ltr"))
    assert language(read(client, "/")) == ("en", "ltr")
