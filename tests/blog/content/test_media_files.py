"""Uploaded files in posts: from the editor's HTML to rows, readers, feeds, search and revisions."""

import json

import feedparser
import pytest
from django.urls import reverse

from blog import revisions
from blog.checks.extract import extract_parts
from blog.content import document, rendering
from blog.corrections.detect import is_note_required
from blog.models import Embed, MediaFile
from blog.notes.anchors import list_anchors
from blog.revisions.models import RevisionFile
from blog.revisions.record import load_blocks, record
from tests.support import factories as make
from tests.support import sample_files as sample

pytestmark = pytest.mark.django_db
KINDS = {"video": sample.mp4, "audio": sample.mp3, "document": sample.pdf}


@pytest.fixture
def author():
    return make.user("Author")


def save(post, html: str, user) -> None:
    nodes = document.parse(html)
    document.check(nodes, post, user, publishing=False)
    assert nodes.errors == []
    document.save(post, nodes, user)


def test_row_keeps_its_key_and_texts_when_moved_and_changed(author):
    file = make.media_file(author)
    block = make.file(file, title="Low water", credit="Harbour TV", transcript="One.\n\nTwo.")
    post = make.post(f"<p>Before.</p>{block}", authors=(author,))
    row = Embed.objects.get()
    assert (row.file, row.title, row.credit) == (file, "Low water", "Harbour TV")
    assert row.transcript == "One.\n\nTwo."
    html = document.to_html(document.load_document(post))
    save(post, html.replace("data-file=", 'data-caption="C" data-file=') + "<p>New.</p>", author)
    changed = Embed.objects.get()
    assert (changed.pk, changed.caption, changed.transcript) == (row.pk, "C", "One.\n\nTwo.")
    save(post, make.file(file, caption="C"), author)  # Cut and pasted: without its key.
    assert Embed.objects.get().pk == row.pk
    save(post, "<p>Text.</p>", author)
    assert not Embed.objects.exists() and MediaFile.objects.get() == file


@pytest.mark.parametrize(
    ("attributes", "error"),
    [
        ({}, "has no file"),
        ({"file": "99999999"}, "cannot use this file"),
        ({"title": "a" * 301}, "The title has 301"),
        ({"credit": "a" * 301}, "The credit has 301"),
        ({"transcript": "a" * 100_001}, "The transcript has 100001"),
    ],
)
def test_block_that_cannot_be_stored_is_refused(attributes, error, author):
    html = make.file(make.media_file(author), **attributes)
    html = html if attributes else '<figure data-block="file"></figure>'
    nodes = document.parse(html)
    document.check(nodes, make.draft(authors=(author,)), author, publishing=False)
    assert error in " ".join(nodes.errors)


def test_file_of_another_author_is_usable_once_it_is_published(author):
    other = make.user("Author")
    file = make.media_file(other)
    draft = make.draft(make.file(file), authors=(other,))
    nodes = document.parse(make.file(file))
    document.check(nodes, make.draft(), author, publishing=False)
    assert "cannot use this file" in nodes.errors[0]
    assert file.name not in document.to_html(nodes) and file.file.url not in document.to_html(nodes)
    document.check(nodes, make.draft(), make.user("Editor"), publishing=False)
    assert nodes.errors == []
    document.check(nodes, draft, author, publishing=False)  # It is in this post already.
    assert nodes.errors == []
    make.post(make.file(file), authors=(other,))
    document.check(nodes, make.draft(), author, publishing=False)
    assert nodes.errors == []


def test_block_of_another_post_is_refused(author):
    file = make.media_file(author)
    make.post(make.file(file), authors=(author,))
    nodes = document.parse(make.file(file, id=str(Embed.objects.get().pk)))
    document.check(nodes, make.post(), author, publishing=False)
    assert "another post" in nodes.errors[0]


@pytest.mark.parametrize("kind", KINDS)
def test_readers_get_a_player_that_loads_nothing_and_a_link(kind, client, author):
    file = make.media_file(author, KINDS[kind](), "secret name.bin")
    block = make.file(file, title="Low water", caption="At dusk", credit="TV", transcript="Splash")
    post = make.post(block, authors=(author,))
    response = client.get(post.get_absolute_url())
    html = response.content.decode()
    assert f'href="{file.file.url}" download="Low water.' in html
    assert ">Download (" in html and "At dusk" in html and "TV" in html
    assert "<p>Splash</p>" in html and "</summary>" in html
    assert "secret name" not in html
    assert "media-src 'self'" in response["Content-Security-Policy"]
    tag = {"video": "<video ", "audio": "<audio "}.get(kind)
    for name in ("<video ", "<audio "):
        assert (name in html) == (name == tag)
    if tag:
        assert f'{tag}src="{file.file.url}" controls="" preload="none"' in html
        assert 'aria-label="Low water"' in html
    if kind == "video":
        assert 'width="320" height="180"' in html


def test_hostile_texts_are_escaped(author):
    hostile = "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
    texts = dict.fromkeys(("title", "caption", "credit", "transcript"), hostile)
    post = make.post(make.file(make.media_file(author), **texts), authors=(author,))
    assert "<script" not in post.html and post.html.count("&lt;script&gt;") >= 4


@pytest.mark.parametrize("suffix", ["atom", "rss", "json"])
def test_feed_has_a_link_and_an_enclosure_for_recordings_only(suffix, client, author):
    audio = make.media_file(author, sample.mp3())
    paper = make.media_file(author, sample.pdf())
    make.post(make.file(audio, title="Low & water") + make.file(paper), authors=(author,))
    text = client.get(reverse("blog:site-feed", args=[suffix])).content.decode()
    if suffix == "json":
        item = json.loads(text)["items"][0]
        (attachment,) = item["attachments"]
        assert (
            attachment["url"].endswith(audio.file.url) and attachment["mime_type"] == "audio/mpeg"
        )
        assert attachment["size_in_bytes"] == audio.size
        assert attachment["duration_in_seconds"] == 2 and attachment["title"] == "Low & water"
        content = item["content_html"]
    else:
        entry = feedparser.parse(text).entries[0]
        (enclosure,) = entry.enclosures
        assert enclosure.href.startswith("http") and enclosure.href.endswith(audio.file.url)
        assert (enclosure.type, enclosure.length) == ("audio/mpeg", str(audio.size))
        content = text
    assert "<audio" not in content
    assert f'{paper.file.url}" download' in content and "Download (PDF, 2 pages" in content


def test_search_finds_texts_but_not_those_of_the_interface(client, author):
    block = make.file(
        make.media_file(author), title="Ebbtitel", caption="Tidenhub", transcript="Wattwurm"
    )
    post = make.post(block, authors=(author,))
    for query in ("Ebbtitel", "Tidenhub", "Wattwurm"):
        assert post.title in client.get(reverse("blog:search"), {"q": query}).content.decode()
    for query in ("Download", "Transcript", "WAV"):
        assert post.title not in client.get(reverse("blog:search"), {"q": query}).content.decode()


@pytest.mark.parametrize(
    ("kind", "name", "type", "url"),
    [
        ("video", "video", "VideoObject", "contentUrl"),
        ("audio", "audio", "AudioObject", "contentUrl"),
        ("document", "citation", "DigitalDocument", "url"),
    ],
)
def test_linked_data_describes_the_file(kind, name, type, url, client, author):
    file = make.media_file(author, KINDS[kind]())
    post = make.post(
        make.file(file, title="Low water", transcript="Splash " * 300), authors=(author,)
    )
    (node,) = post.linked_data[name]
    assert (node["@type"], node["name"], node[url]) == (type, "Low water", file.file.url)
    assert node["encodingFormat"] == file.content_type
    assert ("duration" in node) == ("transcript" in node) == (kind != "document")
    assert post.linked_data["wordCount"] < 20  # Nobody reads the transcript on the way.
    html = client.get(post.get_absolute_url()).content.decode()
    assert f'"{url}":"http://' in html.replace("https://", "http://")


def test_revision_shows_a_changed_transcript_and_restores_the_file(author):
    file = make.media_file(author)
    post = make.post(make.file(file, transcript="Old words"), authors=(author,))
    first = record(post, author)
    save(post, document.to_html(document.load_document(post)).replace("Old", "New"), author)
    second = record(post, author)
    (change,) = revisions.compare(load_blocks(first), load_blocks(second))
    assert change.kind == "changed"
    assert "<del>Old words</del>" in change.html and "<ins>New words</ins>" in change.html
    save(post, "<p>Gone.</p>", author)
    third = record(post, author)
    save(post, "".join(load_blocks(first)), author)
    assert Embed.objects.get().transcript == "Old words"
    assert set(RevisionFile.objects.values_list("revision", "file")) == {
        (first.pk, file.pk),
        (second.pk, file.pk),
    }
    third.delete()
    first.delete()
    assert RevisionFile.objects.get().revision_id == second.pk


def test_readers_are_told_of_another_file(author):
    post = make.post(make.file(make.media_file(author)), authors=(author,))
    fields = revisions.get_field_values(post)
    nodes = document.load_document(post)
    assert not is_note_required(post, fields, nodes)
    nodes.nodes[0].file = make.media_file(author).pk
    assert is_note_required(post, fields, nodes)


def test_note_can_be_at_a_file(author):
    post = make.post(make.file(make.media_file(author)), authors=(author,))
    (anchor,) = list_anchors(post)
    assert (anchor.block, anchor.text) == (f"embed-{Embed.objects.get().pk}", "Low water.wav")


def test_texts_are_checked(author):
    html = make.file(make.media_file(author), title="A title", transcript="One\nTwo")
    parts = extract_parts(document.parse(html))
    assert [text.text for text in parts.texts] == ["A title", "One", "Two"]


def test_preview_shows_a_file_that_is_not_saved(author):
    file = make.media_file(author)
    rows = document.build_rows(document.parse(make.file(file)), lambda _fields: None)
    html, _intro = rendering.render(rows, "en")
    assert file.file.url in html and not Embed.objects.exists()
