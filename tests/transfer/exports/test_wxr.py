"""WXR, read back by lxml: all posts, pages, comments, labels, pictures and words."""

import json
from html import unescape
from pathlib import Path

import lxml.html
import pytest
from django.core.management import call_command
from lxml import etree

from blog.comments.models import Comment
from blog.content import document
from blog.content.redirects import add_redirect
from blog.models import Photo, Post, PullQuote
from tests.support import factories as make
from tests.transfer.exports import posts

pytestmark = pytest.mark.django_db
NAMESPACES = {
    "wp": "http://wordpress.org/export/1.2/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "dc": "http://purl.org/dc/elements/1.1/",
}
SITE = "https://blog.example.org"


@pytest.fixture(autouse=True)
def address(settings, tmp_path):
    settings.SITE_URL = SITE
    settings.MEDIA_ROOT = tmp_path / "media"


def export(tmp_path: Path, **options) -> etree._Element:
    path = tmp_path / "export.xml"
    path.unlink(missing_ok=True)
    call_command("export", "wxr", str(path), **options)
    return etree.parse(path).getroot()


def find_items(root: etree._Element, kind: str) -> dict[str, etree._Element]:
    """Return the items of a type by title."""
    items = root.xpath(f"//item[wp:post_type='{kind}']", namespaces=NAMESPACES)
    return {unescape(item.findtext("title") or ""): item for item in items}


def get(item: etree._Element, name: str) -> str:
    return item.findtext(name, namespaces=NAMESPACES) or ""


def get_content(item: etree._Element) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(get(item, "content:encoded"), create_parent="div")


def get_meta(item: etree._Element, key: str) -> str:
    [value] = item.xpath(
        f"wp:postmeta[wp:meta_key='{key}']/wp:meta_value/text()", namespaces=NAMESPACES
    )
    return value


def test_post_of_all_kinds_has_all_texts_and_balanced_blocks(tmp_path):
    posts.create_post_of_all_kinds()
    [item] = find_items(export(tmp_path), "post").values()
    content = get(item, "content:encoded")
    text = get_content(item).text_content()
    for expected in posts.QUOTATIONS + posts.CAPTIONS + posts.CREDITS + posts.PROSE:
        assert expected in text
    openings = [part.split()[0] for part in content.split("<!-- wp:")[1:]]
    closings = [part.split()[0] for part in content.split("<!-- /wp:")[1:]]
    assert sorted(openings) == sorted(closings)
    assert {"quote", "image", "gallery", "embed", "audio", "list", "code", "table"} <= {*openings}


def test_quotations_have_one_credit_with_link_to_source(tmp_path):
    posts.create_post_of_all_kinds()
    [item] = find_items(export(tmp_path), "post").values()
    quotes = get_content(item).xpath(".//blockquote[@id]")
    first, second = PullQuote.objects.filter(attribution="Ana Ruiz, mayor").order_by("position")
    assert quotes[0].get("id") == f"quote-{first.pk}"
    assert quotes[0].xpath("p/text()") == list(posts.QUOTATIONS[:2])
    assert quotes[0].xpath("p/@id") == [f"quote-{second.pk}"]
    assert quotes[0].findtext("cite/a") == "Ana Ruiz, mayor"
    assert quotes[0].find("cite/a").get("href") == "https://example.org/interview"
    assert quotes[1].findtext("cite") == "AFP"
    assert not get_content(item).xpath(".//blockquote[not(@id)]//cite")


def test_pictures_are_attachments_with_alt_caption_and_credit(tmp_path):
    posts.create_post_of_all_kinds()
    Photo.objects.filter(alt="A bridge").update(caption="At the <bridge>")
    root = export(tmp_path)
    attachments = find_items(root, "attachment")
    photo = Photo.objects.get(alt="A bridge")
    item = attachments["At the <bridge>"]
    assert get(item, "excerpt:encoded") == "At the &lt;bridge&gt;"
    assert get(item, "wp:attachment_url") == f"{SITE}{photo.image.url}"
    assert get_meta(item, "_wp_attachment_image_alt") == "A bridge"
    assert json.loads(get_meta(item, "_pullquote"))["credit"] == posts.CREDITS[0]
    [post] = find_items(root, "post").values()
    image = get_content(post).xpath(".//figure/img")[0]
    assert image.get("src") == get(item, "wp:attachment_url")
    assert image.get("class") == f"wp-image-{get(item, 'wp:post_id')}"
    numbers = root.xpath("//item/wp:post_id/text()", namespaces=NAMESPACES)
    assert len(numbers) == len({*numbers})
    assert len(attachments) == Photo.objects.count() + 1


def test_sidecar_becomes_same_rows_again(tmp_path):
    post = posts.create_post_of_all_kinds()
    [item] = find_items(export(tmp_path), "post").values()
    sidecar = json.loads(get_meta(item, "_pullquote"))
    author = post.byline[0]
    before = document.blocks_to_html(document.load_document(post))
    nodes = document.parse("".join(sidecar["blocks"]))
    document.check(nodes, post, author, publishing=True)
    assert not nodes.errors
    document.save(post, nodes, author)
    assert document.blocks_to_html(document.load_document(post)) == before


def test_statuses_and_kinds_are_those_of_wordpress(tmp_path):
    posts.create_scheduled_and_drafts()
    make.post(title="Pinned", pinned_at=make.timezone.now())
    root = export(tmp_path)
    statuses = {title: get(i, "wp:status") for title, i in find_items(root, "post").items()}
    assert statuses == {
        "A draft": "draft",
        "In review": "pending",
        "Planned": "future",
        "Pinned": "publish",
    }
    assert [*find_items(root, "page")] == ["About"]
    assert get(find_items(root, "post")["Pinned"], "wp:is_sticky") == "1"
    assert get(find_items(root, "post")["A draft"], "wp:post_date_gmt").startswith("0000")


def test_comments_have_parents_and_states(tmp_path):
    post = make.post()
    first = make.comment(post, "First\n\n> quoted", name="Guest <b>")
    reply = make.comment(post, "Reply", under=first)
    make.comment(post, "Waits", state=Comment.State.WAITING)
    make.comment(post, "Spam", state=Comment.State.SPAM)
    [item] = find_items(export(tmp_path), "post").values()
    comments = item.findall("wp:comment", NAMESPACES)
    assert [(get(c, "wp:comment_approved"), get(c, "wp:comment_parent")) for c in comments] == [
        ("1", "0"),
        ("1", str(first.pk)),
        ("0", "0"),
    ]
    assert get(comments[0], "wp:comment_content") == "First\n\n&gt; quoted"
    assert get(comments[0], "wp:comment_author") == "Guest &lt;b&gt;"
    assert get(comments[1], "wp:comment_id") == str(reply.pk)


def test_removed_comment_stays_only_as_parent_of_shown_reply(tmp_path):
    post = make.post()
    parent = make.comment(post, "Removed with reply")
    make.comment(post, "Reply", under=parent)
    make.comment(post, "Removed alone", state=Comment.State.REMOVED)
    Comment.objects.filter(pk=parent.pk).update(state=Comment.State.REMOVED)
    [item] = find_items(export(tmp_path), "post").values()
    states = [get(c, "wp:comment_approved") for c in item.findall("wp:comment", NAMESPACES)]
    assert states == ["trash", "1"]


def test_export_has_no_usernames_or_addresses_of_accounts(tmp_path):
    author = make.user("Author", username="secret-login", email="ada@private.example")
    post = make.post(authors=(author,))
    make.comment(post, "Text", user=author)
    export(tmp_path)
    text = (tmp_path / "export.xml").read_text()
    assert "secret-login" not in text
    assert "private.example" not in text
    assert author.password not in text


def test_labels_authors_and_former_paths_are_exported(tmp_path):
    first, second = make.user("Author", byline="Ada Bell"), make.user("Author", byline="Bo Ek")
    post = make.post(authors=(first, second), labels=("Press freedom",), title="Moved")
    add_redirect("/2001/01/old/", post.get_absolute_url())
    root = export(tmp_path)
    [item] = find_items(root, "post").values()
    assert item.xpath("category[@domain='post_tag']/text()") == ["Press freedom"]
    assert item.xpath("category[@domain='author']/text()") == [first.slug, second.slug]
    names = root.xpath("//wp:author_display_name/text()", namespaces=NAMESPACES)
    assert names == ["Ada Bell", "Bo Ek"]
    assert root.xpath("//wp:tag_name/text()", namespaces=NAMESPACES) == ["Press freedom"]
    assert json.loads(get_meta(item, "_pullquote"))["former_paths"] == ["/2001/01/old/"]


@pytest.mark.parametrize("text", posts.HOSTILE.values(), ids=posts.HOSTILE)
def test_hostile_text_survives(tmp_path, text):
    post = make.post(make.quotation("x", attribution="y"), title=text, summary=text)
    PullQuote.objects.update(text=text, html="", attribution=text)
    for quotation in PullQuote.objects.all():
        quotation.save()
    make.comment(post, text, name=text[:100])
    [item] = find_items(export(tmp_path), "post").values()
    assert unescape(item.findtext("title")) == text
    assert unescape(get(item, "excerpt:encoded")) == text
    [quote] = get_content(item).iter("blockquote")
    assert quote.find("p").text_content() == text
    assert quote.findtext("cite") == text
    [comment] = item.findall("wp:comment", NAMESPACES)
    parsed = lxml.html.fragment_fromstring(get(comment, "wp:comment_content"), "div")
    assert parsed.text_content() == text


def test_plain_texts_are_html_as_wordpress_shows_them_so(tmp_path):
    author = make.user("Author", byline="Cy & <Co>", slug="cy-co")
    photo = make.photo(author, caption="1 < 2", credit="A & B")
    post = make.post(make.figure(photo), authors=(author,), labels=("Law & order",), title="<b>")
    make.comment(post, "a < b", name="Cy & <Co>")
    export(tmp_path)
    text = (tmp_path / "export.xml").read_text()
    for value in ("&lt;b&gt;", "Cy &amp; &lt;Co&gt;", "1 &lt; 2", "A &amp; B", "Law &amp; order"):
        assert f"<![CDATA[{value}]]>" in text
    assert "<![CDATA[Cy & <Co>]]>" not in text


def test_login_of_another_script_is_latin(tmp_path):
    """WordPress would drop it, and give the posts to the account that imports them."""
    author = make.user("Author", byline="محمد", slug="محمد")
    make.post(authors=(author, make.user("Author", byline="Ada Bell", slug="ada-bell")))
    root = export(tmp_path)
    [item] = find_items(root, "post").values()
    assert get(item, "dc:creator") == f"author-{author.pk}"
    logins = root.xpath("//wp:author_login/text()", namespaces=NAMESPACES)
    assert logins == [f"author-{author.pk}", "ada-bell"]
    assert item.xpath("category[@domain='author']/text()") == logins
    assert root.xpath("//wp:author_display_name/text()", namespaces=NAMESPACES)[0] == "محمد"


def test_control_characters_are_removed(tmp_path):
    make.post(title="a\x08b\x1fc\ufffe", summary="\x0bd")
    [item] = find_items(export(tmp_path), "post").values()
    assert item.findtext("title") == "abc"
    assert get(item, "excerpt:encoded") == "d"


def test_same_content_makes_same_bytes(tmp_path):
    posts.create_post_of_all_kinds()
    posts.create_scheduled_and_drafts()
    export(tmp_path)
    before = (tmp_path / "export.xml").read_bytes()
    export(tmp_path)
    assert (tmp_path / "export.xml").read_bytes() == before


def test_queries_do_not_grow_with_posts_of_a_batch(tmp_path, django_assert_max_num_queries):
    def count_queries() -> int:
        with django_assert_max_num_queries(60) as counted:
            export(tmp_path)
        return len(counted)

    make.post()
    one = count_queries()
    for _number in range(4):
        make.post(make.quotation("Text."))
    assert count_queries() == one
    assert Post.objects.count() == 5


def test_film_has_its_poster_and_captions_as_the_editor_saves_them(tmp_path):
    film, sound = posts.create_post_with_recordings(labels=("Films",))
    make.photo(make.user("Author"), caption="Elsewhere")
    root = export(tmp_path, label="films")
    [item] = find_items(root, "post").values()
    content = get(item, "content:encoded")
    video = get_content(item).xpath("./figure[@class='wp-block-video']/video")[0]
    assert film.poster and video.get("poster") == f"{SITE}{film.poster.image.url}"
    attributes = json.loads(content.split("wp:video ")[1].split(" -->")[0].replace("\\u002d", "-"))
    tracks = [dict(track.attrib) for track in video.iter("track")]
    assert attributes == {
        "tracks": [
            {"srcLang" if key == "srclang" else key: value for key, value in track.items()}
            for track in tracks
        ]
    }
    assert [(track["srclang"], track["label"]) for track in tracks] == [
        ("en", 'All "sounds"'),
        ("zh-Hant", "繁體中文"),
    ]
    urls = {*root.xpath("//wp:attachment_url/text()", namespaces=NAMESPACES)}
    assert {track["src"] for track in tracks} | {video.get("poster"), video.get("src")} <= urls
    assert f"{SITE}{sound.caption_tracks.get().get_absolute_url()}" in urls
    assert "Elsewhere" not in find_items(root, "attachment")
    numbers = root.xpath("//item/wp:post_id/text()", namespaces=NAMESPACES)
    assert len(numbers) == len({*numbers}) == 1 + 2 + 1 + 3


def test_recording_with_captions_is_a_block_of_html(tmp_path):
    """WordPress's block of audio has no captions: its editor would offer to repair it."""
    posts.create_post_with_recordings()
    [item] = find_items(export(tmp_path), "post").values()
    assert "wp:audio" not in get(item, "content:encoded")
    [audio] = get_content(item).iter("audio")
    assert [track.get("srclang") for track in audio] == ["en"]
