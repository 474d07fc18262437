"""What readers are told of posts that changed: on the post, in the list, in feeds."""

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


def saved(post: Post, html: str, **fields) -> Revision:
    for name, value in fields.items():
        setattr(post, name, value)
    post.save()
    nodes = document.parse(html)
    document.check(nodes, post, post.byline[0], publishing=False)
    document.save(post, nodes, post.byline[0])
    found = revisions.record(post, None)
    assert found is not None
    return found


def put_right(post: Post, *texts: str, told: str = "It was wrong.", **fields) -> Correction:
    """From the first of these texts to the second."""
    before, after = (saved(post, html, **fields) for html in texts)
    return corrections.record(post, before, after, None, "correction", told)


def changes(client, note: Correction) -> str:
    """The words of the page, what changed in brackets as it is said to who hears it."""
    page = read(client, note.get_absolute_url())
    (shown,) = page.xpath("//div[@class='changes']")
    return " ".join(shown.text_content().split())


def test_a_post_says_at_its_top_that_it_was_corrected_and_below_how(client, post):
    make.correction(post, "Older.", kind="update", at=make.moment(2024, 3, 6))
    make.correction(post, "Newer.", at=make.moment(2024, 3, 7))
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


def test_a_post_without_corrections_says_nothing_of_them(client, post):
    make.correction(post, kind="typo")
    page = client.get(post.get_absolute_url()).text
    assert ("orrected" in page, "correction" in page.lower()) == (False, False)


def test_the_page_of_changes_shows_what_went_and_came(client, post):
    note = put_right(post, "<p>It was one of them.</p>", "<p>It was two of them.</p>")
    page = read(client, note.get_absolute_url())
    assert text(page, "//del") == ["struck through", "removed: one end of change"]
    assert text(page, "//ins") == ["underlined", "added: two end of change"]
    assert page.xpath("//meta[@name='robots']/@content")[0] == "noindex"


def test_fields_that_readers_see_are_among_the_changes(client, post):
    before = saved(post, "<p>One.</p>", title="Old title", summary="Old words")
    moved = make.moment(2024, 3, 6)
    after = saved(post, "<p>One.</p>", title="New title", summary="", published_at=moved)
    note = corrections.record(post, before, after, None, "update", "New.")
    page = read(client, note.get_absolute_url())
    assert text(page, "//dl[@class='fields']/dt") == ["Title", "Summary", "Published"]
    assert "Old words" in text(page, "//dd")[1]


FAR = "".join(f"<p>Line {n}.</p>" + make.quotation(f"“Q {n}.”") for n in range(6))


def test_what_did_not_change_is_left_out_but_for_its_neighbours(client, post):
    note = put_right(post, FAR, FAR.replace("Line 3", "Row 3"))
    found = changes(client, note)
    assert "5 unchanged blocks" in found
    assert [f"Q {n}" in found for n in range(6)] == [False, False, True, True, False, False]


def test_a_quotation_shows_as_readers_know_it(client, post):
    photo = make.photo(post.byline[0], alt="A harbour", original_url="https://zyx.example/")
    known = {"attribution": "Ana, minister", "source_name": "Ana", "source_role": "zyxrole"}
    old = make.quotation("“One.”", **known) + make.figure(photo, caption="Then")
    new = make.quotation("“Two.”", **known) + make.figure(photo, caption="Now")
    found = changes(client, put_right(post, old, new))
    assert ("Ana, minister" in found, "A harbour" in found, "Now" in found) == (True,) * 3
    assert ("zyx" in found, f"Picture {photo.pk}" in found) == (False, False)


def test_changes_show_dates_and_addresses_in_words(client, post):
    known = {"attribution": "Ana, minister", "source_name": "Ana"}
    address = "https://www.gazette.example.net/2026/11/{}/?page=2"
    versions = [
        make.quotation("“One.”", said="2026-11-18", url=address.format("a"), **known)
        + make.quotation("“Two.”", said="2026-11", url="https://river.example/", **known)
        + make.quotation("“Three.”", said="2026", **known),
        make.quotation("“One.”", said="2026-11-19", url=address.format("a"), **known)
        + make.quotation("“Two.”", said="2026-12", url="https://river.example/new/", **known)
        + make.quotation("“Three.”", said="2025", **known),
    ]
    found = changes(client, put_right(post, *versions))
    assert "2026-1" not in found
    assert "added: 19, end of change" in found
    assert "December" in found
    assert "Source: gazette.example.net" in found
    assert address.format("a") not in found
    assert "https://river.example/new/" in found


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> & “x” \u202e"


@pytest.mark.slow
def test_hostile_words_are_words(client, post):
    escaped = "&lt;script&gt;alert(1)&lt;/script&gt;"
    note = put_right(post, "<p>One.</p>", f"<p>One. {escaped}</p>", told=HOSTILE)
    Post.objects.update(title=HOSTILE)
    for address in (post.get_absolute_url(), note.get_absolute_url(), "/corrections/"):
        page = read(client, address)
        assert page.xpath("//img[@src='x']") == []
        assert [s for s in page.xpath("//script/text()") if s.startswith("alert")] == []
        assert any("<script>alert(1)</script>" in line for line in page.itertext())
    feed = client.get("/corrections/feed.json").json()
    assert "<script>" not in feed["items"][0]["content_html"]
    assert "<script>" not in client.get("/feed.json").json()["items"][0]["content_html"]


def test_a_post_that_reads_from_the_right_does_so_in_its_corrections(client):
    post = make.post("<p>كلام</p>", language="ar", title="مقالة")
    note = put_right(post, "<p>كان واحد منهم.</p>", "<p>كان اثنان منهم.</p>", told="خطأ")
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
def test_nothing_is_told_of_what_is_not_out(fields, client, post):
    note = make.correction(post)
    address = note.get_absolute_url()
    assert client.get(address).status_code == 200
    assert "Corrections" in text(read(client, "/"), "//footer//li/a")
    Post.objects.filter(pk=post.pk).update(**fields)
    assert client.get(address).status_code == 404
    assert text(read(client, "/corrections/"), "//p[@class='empty']") == ["No corrections yet."]
    assert "Corrections" not in text(read(client, "/"), "//footer//li/a")
    assert "corrections" not in client.get("/sitemap-pages.xml").text


def test_what_is_in_the_bin_is_told_again_once_it_is_out(client, post):
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
def test_a_typo_and_what_was_withdrawn_have_no_page(fields, client, post):
    note = make.correction(post, **fields)
    assert client.get(f"{post.get_absolute_url()}changes/{note.pk}/").status_code == 404
    assert client.get(f"{post.get_absolute_url()}changes/{2**63}/").status_code == 404


def test_a_former_address_leads_to_the_present_one(client, post):
    note = make.correction(post)
    answer = client.get(f"/2023/01/else/changes/{note.pk}/?x=1")
    assert (answer.status_code, answer.url) == (301, f"{note.get_absolute_url()}?x=1")


def test_the_list_has_the_newest_first_and_pages_by_key(client, monkeypatch, post):
    monkeypatch.setattr("blog.views.corrections.PER_PAGE", 2)
    for day in (1, 2, 2, 3, 4):
        at = make.moment(2024, 4, day)
        make.correction(post, f"{day} {Correction.objects.count()}", at=at)
    seen, address = [], "/corrections/"
    while address:
        page = read(client, address)
        seen += text(page, "//p[contains(@class, 'correction-text')]")
        further = page.xpath("//a[@rel='next']/@href")
        address = f"/corrections/{further[0]}" if further else ""
    assert seen == ["4 4", "3 3", "2 2", "2 1", "1 0"]
    assert client.get("/corrections/?before=x").status_code == 404


def test_feeds_have_the_newest_first_with_a_lasting_id(client, post):
    note = make.correction(post, "It was <two>.", at=make.moment(2024, 4, 1))
    make.correction(post, kind="update", at=make.moment(2024, 5, 1))
    newest, oldest = client.get("/corrections/feed.json").json()["items"]
    assert (newest["title"], oldest["title"]) == ("Update: Title", "Correction: Title")
    assert oldest["id"].endswith(f",2024-04-01:correction-{note.pk}")
    assert oldest["url"] == settings.SITE_URL + note.get_absolute_url()
    assert oldest["content_html"].startswith("<p>It was &lt;two&gt;.</p>")
    assert client.get("/corrections/feed.atom").status_code == 200


def entry(client) -> dict:
    (found,) = client.get("/feed.json").json()["items"]
    return found


@pytest.mark.slow
def test_an_entry_moves_for_an_update_and_a_correction_and_not_for_a_typo(client, post):
    desk = signed_in(make.user("Editor"))
    published = entry(client)["date_modified"]
    assert send(desk, change(post), title="Typo", change_kind="typo").status_code == 302
    assert entry(client)["date_modified"] == published
    assert (entry(client)["title"], "<strong>" in entry(client)["content_html"]) == ("Typo", False)
    told = {"change_kind": "update", "change_text": "There is more."}
    assert send(desk, change(post), title="More", **told).status_code == 302
    assert entry(client)["date_modified"] > published
    assert "<strong>Update</strong>" in entry(client)["content_html"]
    assert "There is more." in entry(client)["content_html"]


def test_an_entry_that_is_a_summary_says_it_as_well(client, post):
    make.site(posts_shown_as="summaries")
    make.correction(post, "Two, not one.")
    assert entry(client)["content_text"] == "Correction: Two, not one. One."


@pytest.mark.slow
@pytest.mark.parametrize("format", ["atom", "rss", "json"])
def test_a_typo_gives_a_feed_another_tag(format, client, post):
    """Nothing is new, but a reader who asks by what the feed says gets the right words."""
    before = client.get(f"/feed.{format}")
    assert send(
        signed_in(make.user("Editor")), change(post), document="<p>Two.</p>", change_kind="typo"
    )
    after = client.get(f"/feed.{format}")
    assert before["ETag"] != after["ETag"]


def test_a_post_in_lists_and_elsewhere_is_not_marked(client, post):
    make.correction(post, "zyxw")
    for address in ("/", "/2024/", "/2024/03/", "/2024/03/05/", f"/authors/{post.byline[0].slug}/"):
        assert "zyxw" not in client.get(address).text


def test_linked_data_of_the_changes_is_a_correction(client, post):
    note = make.correction(post, "Two.", at=make.moment(2024, 4, 1))
    page = read(client, note.get_absolute_url())
    graph = json.loads(page.xpath("//script[@type='application/ld+json']/text()")[0])["@graph"]
    assert (graph[0]["@type"], graph[0]["text"]) == ("CorrectionComment", "Two.")
