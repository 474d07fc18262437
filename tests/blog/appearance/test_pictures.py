"""Logo, icon and sharing picture: photos of the library, on every page, and in use there."""

import io
import json
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from blog.editing.photo_places import PhotoChangeRefused, find_places
from blog.editing.photo_replacement import replace_photo_everywhere, undo_replacement
from blog.editing.photo_take_down import restore_photo, take_down_photo
from blog.editing.photo_usage import find_otherwise_used, find_usage
from blog.editing.photos import delete_unused
from blog.models import Photo, SiteSettings
from tests.blog.content.test_site_state import is_state_changed_by
from tests.support import factories as make
from tests.support.desk import errors, send, signed_in
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db
FORM = "/admin/blog/appearance/1/change/"
HOME_LINK = "//header[@class='masthead']//*[@class='site-name']/a"


def draw(width: int, height: int, format: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), (width % 256, height % 256, 90)).save(file, format)
    return file.getvalue()


@pytest.fixture
def editor():
    return make.user("Editor")


@pytest.fixture
def logo(editor) -> Photo:
    return make.photo(editor, draw(600, 200))


@pytest.fixture
def icon(editor) -> Photo:
    return make.photo(editor, draw(512, 512))


def test_site_without_pictures_shows_its_name_and_the_theme_icon(client):
    page = read(client, "/")
    assert text(page, HOME_LINK) == ["Pullquote"]
    assert page.xpath("//link[@rel='icon']/@href") == ["/static/theme/favicon.svg"]
    assert client.get("/favicon.ico").url.endswith(".ico")


def test_logo_replaces_the_name_and_is_named_by_it(client, editor, logo):
    dark = make.photo(editor, draw(610, 200))
    make.site(name="The Gazette", logo=logo, logo_dark=dark)
    for path in ("/", make.post().get_absolute_url()):
        page = read(client, path)
        (image,) = page.xpath(f"{HOME_LINK}//img")
        assert image.get("alt") == "The Gazette"
        assert image.get("src") == logo.image.url
        assert (image.get("width"), image.get("height")) == ("600", "200")
        (source,) = page.xpath(f"{HOME_LINK}//source")
        assert source.get("media") == "(prefers-color-scheme: dark)"
        assert source.get("srcset") == dark.image.url


def test_logo_with_renditions_is_sent_in_the_size_shown(client, logo):
    Photo.objects.filter(pk=logo.pk).update(rendition_hash="ab12", webp_widths=[384, 600])
    make.site(logo=logo)
    (image,) = read(client, "/").xpath(f"{HOME_LINK}//img")
    assert image.get("src") == "/media/sizes/ab/12/384.webp"
    assert image.get("srcset").endswith(" 384w, /media/sizes/ab/12/600.webp 600w")
    assert image.get("sizes") == "168px"


def test_icon_is_in_head_manifest_and_feeds(client, editor, icon):
    dark = make.photo(editor, draw(256, 256))
    make.site(icon=icon, icon_dark=dark)
    make.post()
    page = read(client, "/")
    links = [(each.get("href"), each.get("media")) for each in page.xpath("//link[@rel='icon']")]
    assert links == [
        (icon.image.url, "(prefers-color-scheme: light)"),
        (dark.image.url, "(prefers-color-scheme: dark)"),
    ]
    assert page.xpath("//link[@rel='apple-touch-icon']/@href") == [icon.image.url]
    for path in ("/favicon.ico", "/apple-touch-icon.png"):
        assert client.get(path).url == icon.image.url
    assert client.get("/manifest.webmanifest").json()["icons"] == [
        {"src": icon.image.url, "sizes": "512x512", "type": "image/png"}
    ]
    for format in ("atom", "rss", "json"):
        feed = client.get(f"/feed.{format}").content.decode()
        assert f"http://localhost:8000{icon.image.url}" in feed


def test_logo_is_that_of_the_publisher(client, logo):
    make.site(logo=logo)
    (script,) = read(client, make.post().get_absolute_url()).xpath(
        "//script[@type='application/ld+json']/text()"
    )
    (article, *_more) = json.loads(script)["@graph"]
    assert article["publisher"]["logo"]["url"].endswith(logo.image.url)
    assert article["publisher"]["logo"]["width"]["value"] == 600


def test_sharing_picture_is_shown_without_a_card_only(client, editor):
    picture = make.photo(editor, draw(1200, 630), alt="The quay at night")
    make.site(share_picture=picture)
    home = read(client, "/")
    assert home.xpath("//meta[@property='og:image']/@content") == [
        f"http://localhost:8000{picture.image.url}"
    ]
    assert home.xpath("//meta[@property='og:image:alt']/@content") == ["The quay at night"]
    post = read(client, make.post().get_absolute_url())
    assert "card.png" in post.xpath("//meta[@property='og:image']/@content")[0]


def test_pictures_take_no_query_more(client, django_assert_num_queries, logo, icon):
    make.site(logo=logo, icon=icon, share_picture=logo)
    with django_assert_num_queries(2):
        read(client, "/")
    with django_assert_num_queries(1):
        client.get("/manifest.webmanifest")


@pytest.mark.slow
def test_administrator_chooses_pictures(editor, logo, icon):
    administrator = signed_in(make.user("Administrator"))
    administrator.get("/admin/blog/appearance/")
    assert send(administrator, FORM, logo=logo.pk, icon=icon.pk).status_code == 302
    site = SiteSettings.load()
    assert (site.logo_id, site.icon_id) == (logo.pk, icon.pk)
    assert send(administrator, FORM, logo="").status_code == 302
    assert SiteSettings.load().logo_id is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "format", "part"),
    [
        ((512, 500), "PNG", "512 × 500"),
        ((64, 64), "PNG", "192 to 1024"),
        ((2000, 2000), "PNG", "192 to 1024"),
    ],
)
def test_unsuitable_icon_is_refused(editor, size, format, part):
    administrator = signed_in(make.user("Administrator"))
    administrator.get("/admin/blog/appearance/")
    photo = make.photo(editor, draw(*size, format))
    for field in ("icon", "icon_dark"):
        response = send(administrator, FORM, **{field: photo.pk})
        assert part in errors(response)[field][0]
    # A logo may have any shape.
    assert send(administrator, FORM, logo=photo.pk).status_code == 302


@pytest.mark.slow
def test_picture_that_was_taken_down_or_deleted_is_refused(editor, logo):
    administrator = signed_in(make.user("Administrator"))
    administrator.get("/admin/blog/appearance/")
    take_down_photo(photo=logo, reason="Rights.", by=editor)
    assert "logo" in errors(send(administrator, FORM, logo=logo.pk))
    assert "logo" in errors(send(administrator, FORM, logo=999_999))


@pytest.mark.slow
def test_picture_of_another_save_is_reported(editor, logo, icon):
    administrator = signed_in(make.user("Administrator"))
    administrator.get("/admin/blog/appearance/")
    make.site(logo=logo)
    response = send(administrator, FORM, **{"logo": icon.pk, "initial-logo": ""})
    assert str(logo) in errors(response)["logo"][0]


def test_picture_of_the_site_is_in_use(editor, logo, icon):
    make.site(logo=logo)
    Photo.objects.update(last_uploaded_at=timezone.now() - timedelta(days=8))
    usage = find_usage(logo, editor)
    assert usage.is_used
    assert usage.site_fields == ["logo"]
    assert find_otherwise_used([logo.pk, icon.pk]) == {logo.pk}
    assert find_places(logo, 5).site_fields == ["logo"]
    delete_unused.call()
    assert list(Photo.objects.all()) == [logo]


@pytest.mark.slow
def test_library_shows_where_the_site_uses_a_picture(editor, logo):
    make.site(logo=logo)
    page = read(signed_in(editor), f"/admin/blog/photo/{logo.pk}/change/")
    (link,) = page.xpath("//section[@class='photo-where']//a[contains(@href, 'appearance')]")
    assert link.text_content() == "Logo"


def test_change_of_a_picture_of_the_site_changes_the_state(editor, logo, icon):
    make.site(logo=logo)
    rows = Photo.objects.filter(pk=logo.pk)
    assert is_state_changed_by(lambda: rows.update(rendition_hash="ab12"))
    assert is_state_changed_by(lambda: rows.update(withdrawn_at=timezone.now()))
    others = Photo.objects.filter(pk=icon.pk)
    assert not is_state_changed_by(lambda: others.update(rendition_hash="ab12"))


def test_take_down_hides_the_logo_until_it_is_put_back(client, editor, logo):
    make.site(logo=logo)
    taken_down = take_down_photo(photo=logo, reason="Rights.", by=editor)
    assert text(read(client, "/"), HOME_LINK) == ["Pullquote"]
    restore_photo(change=taken_down.change, by=editor)
    assert read(client, "/").xpath(f"{HOME_LINK}//img")


def test_replacement_reaches_the_site_and_is_undone(editor, logo, icon):
    make.site(logo=logo, share_picture=logo, icon=icon)
    new = make.photo(editor, draw(640, 200))
    change = replace_photo_everywhere(photo=logo, replacement=new, by=editor).change
    site = SiteSettings.load()
    assert (site.logo_id, site.share_picture_id, site.icon_id) == (new.pk, new.pk, icon.pk)
    make.site(share_picture=icon)  # Changed since: it stays.
    undo_replacement(change=change, by=editor)
    site = SiteSettings.load()
    assert (site.logo_id, site.share_picture_id, site.icon_id) == (logo.pk, icon.pk, icon.pk)


def test_author_cannot_replace_the_logo_with_their_upload(editor):
    author = make.user("Author")
    mine, new = make.photo(author, draw(300, 100)), make.photo(author, draw(310, 100))
    make.site(logo=mine)
    with pytest.raises(PhotoChangeRefused):
        replace_photo_everywhere(photo=mine, replacement=new, by=author)
    assert SiteSettings.load().logo_id == mine.pk
