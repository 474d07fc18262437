"""Correction notes for readers: on the post, on their own pages and in feeds."""

import json

import pytest
from django.conf import settings
from django.utils import timezone

from blog import corrections, revisions
from blog.content import document
from blog.corrections.models import Correction
from blog.models import Post
from blog.revisions.models import Revision
from tests.support import factories as make
from tests.support.desk import change, send, signed_in
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return make.post("<p>One.</p>", title="Title", published_at=make.moment(2024, 3, 5))


def save_revision(post: Post, html: str, **fields) -> Revision:
    for name, value in fields.items():
        setattr(post, name, value)
    post.save()
    nodes = document.parse(html)
    document.check(nodes, post, post.byline[0], publishing=False)
    document.save(post, nodes, post.byline[0])
    revision = revisions.record(post, None)
    assert revision is not None
    return revision


def create_correction(
    post: Post, *texts: str, note_text: str = "It was wrong.", **fields
) -> Correction:
    """Record a correction from the first of two texts to the second."""
    before, after = (save_revision(post, html, **fields) for html in texts)
    return corrections.record(post, before, after, None, "correction", note_text)


def get_changes_text(client, note: Correction) -> str:
    """Return the text of the page of changes, as a screen reader reads it."""
    page = read(client, note.get_absolute_url())
    (block,) = page.xpath("//div[@class='changes']")
    return " ".join(block.text_content().split())


def test_post_shows_latest_correction_above_and_all_below(client, post):
    make.correction(post, "Older.", kind="update", created_at=make.moment(2024, 3, 6))
    make.correction(post, "Newer.", created_at=make.moment(2024, 3, 7))
    make.correction(post, kind="typo")
    make.correction(post, "Withdrawn.", withdrawn_at=timezone.now())
    make.correction(make.post(), "Another’s.")
    page = read(client, post.get_absolute_url())
    assert text(page, "//p[@class='corrected']/a") == ["Corrected on March 7, 2024"]
    (block,) = page.xpath("//section[@id='corrections']")
    assert text(block, ".//p[contains(@class, 'correction-text')]") == ["Newer.", "Older."]
    assert text(block, ".//strong") == ["Correction", "Update"]
    assert block.xpath(".//time/@datetime") == [
        "2024-03-07T12:00:00+00:00",
        "2024-03-06T12:00:00+00:00",
    ]


def test_post_without_public_notes_shows_none(client, post):
    make.correction(post, kind="typo")
    page = client.get(post.get_absolute_url()).text
    assert ("orrected" in page, "correction" in page.lower()) == (False, False)


def test_changes_page_marks_removed_and_added_text(client, post):
    note = create_correction(post, "<p>It was one of them.</p>", "<p>It was two of them.</p>")
    page = read(client, note.get_absolute_url())
    assert text(page, "//del") == ["struck through", "removed: one end of change"]
    assert text(page, "//ins") == ["underlined", "added: two end of change"]
    assert page.xpath("//meta[@name='robots']/@content")[0] == "noindex"


def test_changes_page_shows_visible_fields(client, post):
    before = save_revision(post, "<p>One.</p>", title="Old title", summary="Old words")
    moved = make.moment(2024, 3, 6)
    after = save_revision(post, "<p>One.</p>", title="New title", summary="", published_at=moved)
    note = corrections.record(post, before, after, None, "update", "New.")
    page = read(client, note.get_absolute_url())
    assert text(page, "//dl[@class='fields']/dt") == ["Title", "Summary", "Published"]
    assert "Old words" in text(page, "//dd")[1]


FAR = "".join(f"<p>Line {n}.</p>" + make.quotation(f"“Q {n}.”") for n in range(6))


def test_changes_page_skips_distant_unchanged_blocks(client, post):
    note = create_correction(post, FAR, FAR.replace("Line 3", "Row 3"))
    changes_text = get_changes_text(client, note)
    assert "5 unchanged blocks" in changes_text
    assert [f"Q {n}" in changes_text for n in range(6)] == [
        False,
        False,
        True,
        True,
        False,
        False,
    ]


def test_changes_page_shows_quotation_without_hidden_data(client, post):
    photo = make.photo(post.byline[0], alt="A harbour", original_url="https://zyx.example/")
    credit = {"attribution": "Ana, minister", "source_name": "Ana", "source_role": "zyxrole"}
    old = make.quotation("“One.”", **credit) + make.figure(photo, caption="Then")
    new = make.quotation("“Two.”", **credit) + make.figure(photo, caption="Now")
    changes_text = get_changes_text(client, create_correction(post, old, new))
    assert (
        "Ana, minister" in changes_text,
        "A harbour" in changes_text,
        "Now" in changes_text,
    ) == (True,) * 3
    assert ("zyx" in changes_text, f"Picture {photo.pk}" in changes_text) == (False, False)


def test_changes_page_shows_blocks_of_every_kind(client, post):
    author = post.byline[0]
    file = make.media_file(author)
    versions = [
        f"<p>{word}</p>"
        + make.quotation(f"“{word}.”", attribution="Ana")
        + make.figure(make.photo(author), caption=word)
        + make.gallery(make.figure(make.photo(author)), make.figure(caption=word))
        + make.embed("https://example.org/flood", caption=word)
        + make.file(file, title=f"Minutes, {word}", caption=word, transcript=f"Heard: {word}")
        for word in ("Before", "After")
    ]
    changes_text = get_changes_text(client, create_correction(post, *versions))
    for part in ("Minutes, After", "Heard: After", "https://example.org/flood", "Picture missing"):
        assert part in changes_text
    assert f"File {file.pk}" not in changes_text


def test_unchanged_file_is_no_obstacle_to_a_correction(client, post):
    file = make.file(make.media_file(post.byline[0]), title="Minutes")
    changes_text = get_changes_text(
        client, create_correction(post, f"<p>One.</p>{file}", f"<p>Two.</p>{file}")
    )
    assert "Two." in changes_text


def test_changes_page_formats_dates_and_urls(client, post):
    credit = {"attribution": "Ana, minister", "source_name": "Ana"}
    address = "https://www.gazette.example.net/2026/11/{}/?page=2"
    versions = [
        make.quotation("“One.”", said="2026-11-18", url=address.format("a"), **credit)
        + make.quotation("“Two.”", said="2026-11", url="https://river.example/", **credit)
        + make.quotation("“Three.”", said="2026", **credit),
        make.quotation("“One.”", said="2026-11-19", url=address.format("a"), **credit)
        + make.quotation("“Two.”", said="2026-12", url="https://river.example/new/", **credit)
        + make.quotation("“Three.”", said="2025", **credit),
    ]
    changes_text = get_changes_text(client, create_correction(post, *versions))
    assert "2026-1" not in changes_text
    assert "added: 19, end of change" in changes_text
    assert "December" in changes_text
    assert "Source: gazette.example.net" in changes_text
    assert address.format("a") not in changes_text
    assert "https://river.example/new/" in changes_text


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> & “x” \u202e"


@pytest.mark.slow
def test_correction_with_hostile_text_is_escaped(client, post):
    escaped = "&lt;script&gt;alert(1)&lt;/script&gt;"
    note = create_correction(post, "<p>One.</p>", f"<p>One. {escaped}</p>", note_text=HOSTILE)
    Post.objects.update(title=HOSTILE)
    for address in (post.get_absolute_url(), note.get_absolute_url(), "/corrections/"):
        page = read(client, address)
        assert page.xpath("//img[@src='x']") == []
        assert [s for s in page.xpath("//script/text()") if s.startswith("alert")] == []
        assert any("<script>alert(1)</script>" in line for line in page.itertext())
    feed = client.get("/corrections/feed.json").json()
    assert "<script>" not in feed["items"][0]["content_html"]
    assert "<script>" not in client.get("/feed.json").json()["items"][0]["content_html"]


def test_correction_of_rtl_post_has_rtl_direction(client):
    post = make.post("<p>كلام</p>", language="ar", title="مقالة")
    note = create_correction(
        post, "<p>كان واحد منهم.</p>", "<p>كان اثنان منهم.</p>", note_text="خطأ"
    )
    page = read(client, "/corrections/")
    assert page.xpath("//p[contains(@class, 'correction-text')]/@dir") == ["rtl"]
    page = read(client, note.get_absolute_url())
    assert page.xpath("//div[@class='changes']/@dir") == ["rtl"]


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "draft"},
        {"status": "review"},
        {"published_at": timezone.now() + timezone.timedelta(days=1)},
    ],
    ids=["taken back", "in review", "put off"],
)
def test_corrections_of_unpublished_post_are_hidden(fields, client, post):
    note = make.correction(post)
    address = note.get_absolute_url()
    assert client.get(address).status_code == 200
    assert "Corrections" in text(read(client, "/"), "//footer//li/a")
    Post.objects.filter(pk=post.pk).update(**fields)
    assert client.get(address).status_code == 404
    assert text(read(client, "/corrections/"), "//p[@class='empty']") == ["No corrections yet."]
    assert "Corrections" not in text(read(client, "/"), "//footer//li/a")
    assert "corrections" not in client.get("/sitemap-pages.xml").text


def test_corrections_of_restored_post_are_public_again(client, post):
    note = make.correction(post)
    post.set_trashed()
    assert client.get(note.get_absolute_url()).status_code == 404
    assert client.get("/corrections/feed.json").json()["items"] == []
    post.clear_trashed()
    assert client.get(note.get_absolute_url()).status_code == 200
    assert "/corrections/" in client.get("/sitemap-pages.xml").text


@pytest.mark.parametrize(
    "fields", [{"kind": "typo"}, {"withdrawn_at": timezone.now()}], ids=["typo", "withdrawn"]
)
def test_typo_and_withdrawn_correction_have_no_page(fields, client, post):
    note = make.correction(post, **fields)
    assert client.get(f"{post.get_absolute_url()}changes/{note.pk}/").status_code == 404
    assert client.get(f"{post.get_absolute_url()}changes/{2**63}/").status_code == 404


def test_changes_page_at_old_url_redirects(client, post):
    note = make.correction(post)
    response = client.get(f"/2023/01/else/changes/{note.pk}/?x=1")
    assert (response.status_code, response.url) == (301, f"{note.get_absolute_url()}?x=1")


def test_list_is_newest_first_and_paginated(client, monkeypatch, post):
    monkeypatch.setattr("blog.views.corrections.CORRECTIONS_PER_PAGE", 2)
    for day in (1, 2, 2, 3, 4):
        when = make.moment(2024, 4, day)
        make.correction(post, f"{day} {Correction.objects.count()}", created_at=when)
    texts, address = [], "/corrections/"
    while address:
        page = read(client, address)
        texts += text(page, "//p[contains(@class, 'correction-text')]")
        next_url = page.xpath("//a[@rel='next']/@href")
        address = f"/corrections/{next_url[0]}" if next_url else ""
    assert texts == ["4 4", "3 3", "2 2", "2 1", "1 0"]
    assert client.get("/corrections/?before=x").status_code == 404


def test_feed_is_newest_first_with_permanent_ids(client, post):
    note = make.correction(post, "It was <two>.", created_at=make.moment(2024, 4, 1))
    make.correction(post, kind="update", created_at=make.moment(2024, 5, 1))
    newest, oldest = client.get("/corrections/feed.json").json()["items"]
    assert (newest["title"], oldest["title"]) == ("Update: Title", "Correction: Title")
    assert oldest["id"].endswith(f",2024-04-01:correction-{note.pk}")
    assert oldest["url"] == settings.SITE_URL + note.get_absolute_url()
    assert oldest["content_html"].startswith("<p>It was &lt;two&gt;.</p>")
    assert client.get("/corrections/feed.atom").status_code == 200


def get_feed_entry(client) -> dict:
    (entry,) = client.get("/feed.json").json()["items"]
    return entry


@pytest.mark.slow
def test_feed_entry_is_modified_by_update_but_not_by_typo(client, post):
    desk = signed_in(make.user("Editor"))
    published = get_feed_entry(client)["date_modified"]
    assert send(desk, change(post), title="Typo", change_kind="typo").status_code == 302
    assert get_feed_entry(client)["date_modified"] == published
    assert (
        get_feed_entry(client)["title"],
        "<strong>" in get_feed_entry(client)["content_html"],
    ) == ("Typo", False)
    note_fields = {"change_kind": "update", "change_text": "There is more."}
    assert send(desk, change(post), title="More", **note_fields).status_code == 302
    assert get_feed_entry(client)["date_modified"] > published
    assert "<strong>Update</strong>" in get_feed_entry(client)["content_html"]
    assert "There is more." in get_feed_entry(client)["content_html"]


def test_feed_entry_with_summary_contains_correction(client, post):
    make.site(posts_shown_as="summaries")
    make.correction(post, "Two, not one.")
    assert get_feed_entry(client)["content_text"] == "Correction: Two, not one. One."


@pytest.mark.slow
@pytest.mark.parametrize("format", ["atom", "rss", "json"])
def test_feed_etag_changes_after_typo(format, client, post):
    """The feed has no new entry, but feed readers with the old ETag get the corrected text."""
    before = client.get(f"/feed.{format}")
    assert send(
        signed_in(make.user("Editor")), change(post), document="<p>Two.</p>", change_kind="typo"
    )
    after = client.get(f"/feed.{format}")
    assert before["ETag"] != after["ETag"]


def test_corrected_post_is_not_marked_in_lists(client, post):
    make.correction(post, "zyxw")
    for address in ("/", "/2024/", "/2024/03/", "/2024/03/05/", f"/authors/{post.byline[0].slug}/"):
        assert "zyxw" not in client.get(address).text


def test_changes_page_has_correction_comment_linked_data(client, post):
    note = make.correction(post, "Two.", created_at=make.moment(2024, 4, 1))
    page = read(client, note.get_absolute_url())
    graph = json.loads(page.xpath("//script[@type='application/ld+json']/text()")[0])["@graph"]
    assert (graph[0]["@type"], graph[0]["text"]) == ("CorrectionComment", "Two.")
