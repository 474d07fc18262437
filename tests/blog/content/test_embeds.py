"""Embeds of a post: from the editor's HTML to rows, readers, feeds, search, revisions and notes."""

import json
from html import escape, unescape

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from blog import revisions
from blog.checks.extract import extract_parts
from blog.common import markup
from blog.content import document, rendering
from blog.corrections.detect import is_note_required
from blog.models import Embed, LinkPreview
from blog.notes.anchors import list_anchors
from blog.revisions.record import load_blocks, record
from tests.support import factories as make

pytestmark = pytest.mark.django_db
URL = "https://www.youtube.com/watch?v=abcdefghij_"
OTHER = "https://x.com/someone/status/20"
PLAYER = "https://www.youtube-nocookie.com/embed/abcdefghij_?rel=0&amp;autoplay=1"


def embed(url: str = URL, **attributes: str) -> str:
    return make.embed(url, **attributes)


def fetched(url: str = URL, **fields) -> LinkPreview:
    """Store a preview with facts and a picture, as the task does."""
    fields = {"title": "Low water", "author": "Harbour TV", "provider": "youtube"} | fields
    page = LinkPreview(url=url, width=64, height=40, **fields)
    page.image.save("embeds/one.png", ContentFile(make.picture()), save=False)
    page.save()
    return page


def save(post, html: str, user) -> None:
    nodes = document.parse(html)
    document.check(nodes, post, user, publishing=False)
    assert nodes.errors == []
    document.save(post, nodes, user)


def test_address_is_stored_in_its_canonical_form():
    post = make.post(
        f"<p>Before.</p>{embed('https://youtu.be/abcdefghij_?si=x', caption='Seen.')}<p>After.</p>"
    )
    row = Embed.objects.get()
    assert (row.preview.url, row.preview.provider, row.caption) == (URL, "youtube", "Seen.")
    assert [type(block).__name__ for block in document.load_document(post).nodes] == [
        *("ProseNode", "EmbedNode", "ProseNode")
    ]


def test_row_keeps_its_key_when_moved_and_changed():
    author = make.user("Author")
    post = make.post(embed() + "<p>Text.</p>", authors=(author,))
    key = Embed.objects.get().pk
    html = document.to_html(document.load_document(post))
    save(post, f"<p>New.</p>{html.replace('data-url', 'data-caption="C" data-url')}", author)
    row = Embed.objects.get()
    assert (row.pk, row.position, row.caption) == (key, 2, "C")
    save(post, embed() + "<p>Text.</p>", author)  # Cut and pasted: without its key.
    assert Embed.objects.get().preview.url == URL
    save(post, "<p>Text.</p>", author)
    assert not Embed.objects.exists()
    assert LinkPreview.objects.get().url == URL


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("", "Enter the address"),
        ("https://", "must be a web address"),
        ("javascript:1", "must be a web address"),
    ],
)
def test_other_address_is_refused_at_its_block(url, error):
    post = make.post()
    nodes = document.parse(embed(url))
    document.check(nodes, post, make.user("Editor"), publishing=False)
    assert error in nodes.errors[0]


def test_embed_of_another_post_is_refused():
    make.post(embed())
    nodes = document.parse(embed(id=str(Embed.objects.get().pk)))
    document.check(nodes, make.post(), make.user("Editor"), publishing=False)
    assert "another post" in nodes.errors[0]


def test_readers_get_what_is_stored_and_no_foreign_request(client):
    page = fetched()
    post = make.post(embed(caption="The mouth of the river"))
    html = client.get(post.get_absolute_url()).content.decode()
    assert f'<img src="{page.image.url}"' in html
    assert "Low water</a>" in html and "Harbour TV" in html and "The mouth of the river" in html
    assert f'data-embed="{PLAYER}"' in html and "Open on youtube.com</a>" in html
    assert "<iframe" not in html
    assert 'src="http' not in html.replace('src="http://testserver', "")


def test_only_pages_with_an_embed_allow_its_frame_and_load_the_script(client):
    first, second = make.post(embed()), make.post(embed(OTHER) + "<p>a</p>" + embed())
    plain = make.post('<p> data-embed="https://player.vimeo.com/" in text</p>')
    policies = {}
    for post in (first, second, plain):
        response = client.get(post.get_absolute_url())
        policy = response["Content-Security-Policy"]
        policies[post] = [
            part.split()[1:] for part in policy.split("; ") if part.startswith("frame-src")
        ]
        assert ("theme/embeds" in response.content.decode()) == (post != plain)
        assert "unsafe" not in policy
    assert policies == {
        first: [["https://www.youtube-nocookie.com"]],
        second: [["https://platform.twitter.com", "https://www.youtube-nocookie.com"]],
        plain: [],
    }


def test_home_page_shows_embeds_before_the_jump_break(client):
    post = make.post("<p>a</p>" + '<hr data-jump="">' + embed())
    response = client.get(reverse("blog:home"))
    assert "theme/embeds" not in response.content.decode()
    make.write(post, embed() + '<p>a</p><hr data-jump=""><p>b</p>', make.user("Editor"))
    response = client.get(reverse("blog:home"))
    assert "theme/embeds" in response.content.decode()
    assert "frame-src https://www.youtube-nocookie.com" in response["Content-Security-Policy"]


@pytest.mark.parametrize("suffix", ["atom", "rss", "json"])
def test_feed_has_a_link_with_the_picture(suffix, client):
    page = fetched()
    make.post(embed(caption="Caption"))
    text = client.get(reverse("blog:site-feed", args=[suffix])).content.decode()
    content = (
        json.loads(text)["items"][0]["content_html"]
        if suffix == "json"
        else text.replace("&lt;", "<")
    )
    assert "data-embed" not in content and "data-play" not in content
    assert page.image.url in content and "Low water" in content
    assert "Open on youtube.com" in content


def test_feed_keeps_attributes_in_code(client):
    fetched()
    code = '<button data-play="intro.mp3" data-note="x">'
    make.post(f"{embed()}<pre><code>{escape(code, quote=False)}</code></pre>")
    feed = client.get(reverse("blog:site-feed", args=["json"])).json()
    content = feed["items"][0]["content_html"]
    assert "data-embed" not in content and code in unescape(content)


def test_words_of_the_page_are_found_but_not_those_of_buttons(client):
    fetched(title="Ebbwasserstand")
    post = make.post(embed(caption="Tidenhub"))
    for query, is_found in (("Ebbwasserstand", True), ("Tidenhub", True), ("cookies", False)):
        response = client.get(reverse("blog:search"), {"q": query})
        assert (post.title in response.content.decode()) == is_found, query


@pytest.mark.parametrize(
    ("url", "name", "type"),
    [
        (URL, "video", "VideoObject"),
        ("https://open.spotify.com/episode/0123456789abcdefABCDEF", "audio", "AudioObject"),
        (OTHER, "citation", "SocialMediaPosting"),
        ("https://datawrapper.dwcdn.net/aB3dE/", "citation", "CreativeWork"),
    ],
)
def test_linked_data_names_the_page(url, name, type):
    page = fetched(url)
    post = make.post(embed(url))
    (node,) = post.linked_data[name]
    assert (node["@type"], node["name"], node["url"]) == (type, "Low water", url)
    assert node["thumbnailUrl"] == page.image.url
    assert ("embedUrl" in node) == (name in ("video", "audio"))


def test_hostile_facts_are_escaped(client):
    fetched(
        title='"><script>alert(1)</script>',
        author="</span><img src=x onerror=alert(1)>",
        text="<b>x</b>",
    )
    post = make.post(embed(caption="<i>c</i>", title=""))
    assert "<script" not in post.html and "<img src=x" not in post.html
    assert "&lt;b&gt;x&lt;/b&gt;" in post.html


@pytest.mark.parametrize(
    "frame", ["http://player.vimeo.com/", "javascript:alert(1)", "//evil.example", "data:x"]
)
def test_frame_without_https_is_removed(frame):
    assert "data-embed" not in markup.RENDERED(f'<a href="/" data-embed="{frame}">a</a>')


def test_forged_frame_host_is_not_allowed(client):
    post = make.post()
    post.html = '<p><a class="embed-open" href="/" data-embed="https://evil.example/">a</a></p>'
    post.save(update_fields=["html"])
    assert "frame-src" not in client.get(post.get_absolute_url())["Content-Security-Policy"]


def test_revision_shows_a_changed_caption_and_restores_the_embed():
    author = make.user("Author")
    post = make.post(embed(caption="Old"), authors=(author,))
    first = record(post, author)
    save(post, document.to_html(document.load_document(post)).replace("Old", "New"), author)
    second = record(post, author)
    (change,) = revisions.compare(load_blocks(first), load_blocks(second))
    assert change.kind == "changed"
    assert (
        "<del>Old</del>" in change.html and "<ins>New</ins>" in change.html and URL in change.html
    )
    save(post, "<p>Gone.</p>", author)
    save(post, "".join(load_blocks(first)), author)
    assert Embed.objects.get().caption == "Old"


def test_revision_does_not_change_when_the_facts_arrive():
    author = make.user("Author")
    post = make.post(embed(), authors=(author,))
    record(post, author)
    LinkPreview.objects.update(title="Arrived", author="A")
    assert record(post, author) is None
    html = document.to_html(document.load_document(post))
    assert 'data-page-title="Arrived"' in html


def test_readers_are_told_of_another_address_only():
    post = make.post(embed())
    fields = revisions.get_field_values(post)
    nodes = document.load_document(post)
    assert not is_note_required(post, fields, nodes)
    nodes.nodes[0].url = OTHER
    assert is_note_required(post, fields, nodes)


def test_note_can_be_at_an_embed():
    post = make.post(embed(caption="Here"))
    (anchor,) = list_anchors(post)
    assert (anchor.block, anchor.text) == (f"embed-{Embed.objects.get().pk}", "Here")


def test_address_and_texts_are_checked():
    parts = extract_parts(document.parse(embed(caption="A caption", title="A title")))
    assert [anchor.url for anchor in parts.anchors] == [URL]
    assert [text.text for text in parts.texts] == ["A title", "A caption"]


def test_preview_shows_an_embed_that_is_not_saved():
    rows = document.build_rows(document.parse(embed()), lambda _fields: None)
    html, _intro = rendering.render(rows, "en")
    assert "youtube.com/watch?v=abcdefghij_" in html
    assert not LinkPreview.objects.exists()


def test_editor_learns_what_an_address_is(client):
    client.force_login(make.user("Author"))
    fetched()
    url = reverse("admin:blog_editor_embed")
    attrs = client.get(url, {"url": "https://youtu.be/abcdefghij_"}).json()["embed"]
    assert (attrs["url"], attrs["provider"], attrs["pageTitle"]) == (URL, "YouTube", "Low water")
    assert client.get(url, {"url": OTHER}).json()["embed"]["provider"] == "X"
    card = client.get(url, {"url": "https://bücher.example/ä"}).json()["embed"]
    assert (card["url"], card["provider"]) == ("https://xn--bcher-kva.example/%C3%A4", "")
    for other in ("example", "", "javascript:1", "ftp://example.org/"):
        assert client.get(url, {"url": other}).json() == {"embed": None}
    client.force_login(make.user())
    assert client.get(url, {"url": URL}).status_code in (302, 403)


def test_other_page_is_a_card_with_a_link(client):
    url = "https://example.org/a?b=c"
    page = fetched(url, provider="", text="What it is about")
    post = make.post(embed(url))
    response = client.get(post.get_absolute_url())
    html = response.content.decode()
    assert f'<a href="{url}">Low water</a>' in html and "What it is about" in html
    assert page.image.url in html and "Harbour TV" in html and "example.org" in html
    assert "theme/embeds.js" not in html
    assert "data-embed" not in html and "frame-src" not in response["Content-Security-Policy"]
    assert post.linked_data["citation"] == [{"@type": "WebPage", "name": "Low water", "url": url}]
