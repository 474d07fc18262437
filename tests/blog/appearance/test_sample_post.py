"""The preview of a site without posts shows an example of one, which is stored nowhere."""

import lxml.html
import pytest

from blog.models import Label, Post
from tests.support import factories as make
from tests.support.desk import fields, signed_in

pytestmark = pytest.mark.django_db
PREVIEW = "/admin/blog/appearance/preview/"
TITLE = "An example, not a post"


def preview(**changes: str) -> lxml.html.HtmlElement:
    """Return the home page of the preview."""
    client = signed_in(make.user("superuser", byline="Ana Ruiz"))
    client.get("/admin/blog/appearance/")
    sent = fields(client, "/admin/blog/appearance/1/change/") | changes
    response = client.post(PREVIEW, sent)
    assert response.status_code == 200
    return lxml.html.fromstring(response.json()["page"])


@pytest.mark.parametrize("layout", ["whole", "summaries", "lead"])
def test_preview_without_posts_shows_an_example(layout: str) -> None:
    page = preview(home_layout=layout)
    assert page.xpath("//article//h2/a/text()") == [TITLE]
    assert "Ana Ruiz" in page.xpath("string(//article//*[@class='byline'])")
    assert "Only this preview shows these words." in page.xpath("string(//article)")
    assert not page.xpath("//*[@class='empty']")
    has_quotation = bool(page.xpath("//article//blockquote"))
    assert has_quotation == (layout == "whole")
    assert not Post.all_objects.exists()
    assert not Label.objects.exists()


def test_preview_with_a_post_shows_no_example() -> None:
    make.post(title="High water")
    assert preview().xpath("//article//h2/a/text()") == ["High water"]


def test_readers_of_a_site_without_posts_see_no_example(client) -> None:
    preview()
    assert TITLE not in client.get("/").text
