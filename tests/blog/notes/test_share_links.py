"""A draft shown to the invited by a link: to them alone, for some days, until it is revoked."""

import uuid
from datetime import timedelta

import lxml.html
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.models import Post
from blog.notes import share_links
from blog.notes.models import Note, ShareLink
from blog.notes.notes import add_invited_note, reply_to_note
from tests.support import factories as make
from tests.support.desk import change, signed_in
from tests.support.shared_drafts import note, page_of

pytestmark = pytest.mark.django_db


def share(post: Post) -> str:
    return f"/admin/blog/post/{post.pk}/share/"


# What is seen by the link.


def test_the_invited_see_it_as_it_is_saved_now(post, link, author):
    client = Client()
    page = page_of(client.get(link.get_absolute_url()))
    assert page.xpath("string(//h1)") == "Unpublished"
    assert "Draft shared with Bo until" in page.xpath("string(//*[@class='banner'])")
    assert page.xpath("//article//img/@src") == [post.figures.get().photo.image.url]
    nodes = make.document.parse("<p>Corrected.</p>")
    make.document.save(post, nodes, author)
    assert b"Corrected." in client.get(link.get_absolute_url()).content


def test_draft_of_the_invited_leads_to_no_page_that_is_missing(author):
    html = make.quotation(
        "“Said.”", attribution="Cy, mayor", source_name="Cy", url="https://a.org/"
    )
    html += make.quotation("“One.”", "“Two.”", source_name="Di")
    draft = make.draft(f"<p>Words.</p>{html}", authors=(author,))
    shared = share_links.create_share_link(post=draft, by=author, name="Bo", days=7, may_note=True)
    (article,) = page_of(Client().get(shared.link.get_absolute_url())).xpath("//article")
    assert article.xpath(".//a/@href") == ["https://a.org/"]
    assert "Share or cite" not in article.text_content()
    assert {"Cy", "Di"} <= {*article.xpath(".//*[contains(@class, 'name ')]/text()")}
    assert "By Ada Bell" in article.text_content()


def test_it_is_kept_by_no_cache_found_by_no_search_engine_and_told_to_nobody(link):
    response = Client().get(link.get_absolute_url())
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in response
    assert page_of(response).xpath("//meta[@name='robots']/@content") == ["noindex, nofollow"]
    # Nothing in the page says where it is, but the form.
    without_form = lxml.html.tostring(page_of(response)).decode().replace("action=", "")
    assert without_form.count(link.get_absolute_url()) == 1


def over(link: ShareLink) -> dict[str, str]:
    address = link.get_absolute_url()
    return {
        "unknown": f"/shared/{'0' * 16}.{'x' * 43}/",
        "no signature": f"/shared/{link.key}/",
        "another's signature": address.replace(link.key, "0" * 16),
        "cut off": address[:-2] + "/",
        "odd": "/shared/%00/",
    }


@pytest.mark.slow
def test_what_leads_nowhere_says_the_same_whatever_the_reason(post, link):
    client = Client()
    answers = {name: client.get(address) for name, address in over(link).items()}
    ShareLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1), made_at=long_ago())
    answers["expired"] = client.get(link.get_absolute_url())
    ShareLink.objects.update(expires_at=timezone.now() + timedelta(days=1), made_at=timezone.now())
    assert client.get(link.get_absolute_url()).status_code == 200
    post.set_trashed()
    answers["in the trash"] = client.get(link.get_absolute_url())
    post.clear_trashed()
    assert client.get(link.get_absolute_url()).status_code == 200
    share_links.revoke_share_link(link=link, by=make.user("Editor"))
    answers["revoked"] = client.get(link.get_absolute_url())
    answers["revoked, noted"] = note(link, client)
    assert {name: a.status_code for name, a in answers.items()} == dict.fromkeys(answers, 404)
    assert len({answer.content for answer in answers.values()}) == 1
    assert {answer["X-Robots-Tag"] for answer in answers.values()} == {"noindex, nofollow"}
    assert Note.objects.count() == 0


def long_ago():
    return timezone.now() - timedelta(days=1)


def test_of_what_is_published_it_leads_to_the_address(post, link):
    post.status, post.published_at = Post.Status.PUBLISHED, timezone.now() + timedelta(days=1)
    post.save()
    assert Client().get(link.get_absolute_url()).status_code == 200  # Only scheduled.
    post.published_at = timezone.now() - timedelta(hours=1)
    post.save()
    response = Client().get(link.get_absolute_url())
    assert (response.status_code, response["Location"]) == (302, post.get_absolute_url())


def test_a_link_opens_its_own_post_only(post, link, author):
    other = make.draft("<p>Another.</p>", authors=(author,), title="Other")
    theirs = share_links.create_share_link(
        post=other, by=author, name="Cy", days=1, may_note=False
    ).link
    assert b"Another." in Client().get(theirs.get_absolute_url()).content
    assert b"Another." not in Client().get(link.get_absolute_url()).content
    assert Client().get(other.get_absolute_url()).status_code == 404


def test_a_page_that_stands_by_itself_can_be_shared(author):
    page = make.page("<p>About us.</p>", title="About", status=Post.Status.DRAFT)
    made = share_links.create_share_link(
        post=page, by=make.user("Editor"), name="Bo", days=7, may_note=True
    ).link
    shown = page_of(Client().get(made.get_absolute_url()))
    assert shown.xpath("string(//h1)") == "About"
    assert shown.xpath("//*[contains(@class, 'date-header')] | //article//*[@rel='author']") == []


@pytest.mark.slow
def test_each_visit_is_counted_and_a_sent_note_is_none(link):
    client = Client()
    for _ in range(2):
        client.get(link.get_absolute_url())
    client.head(link.get_absolute_url())
    client.get(note(link, client)["Location"])
    link.refresh_from_db()
    assert link.opened == 2
    assert link.last_opened_at is not None


def test_a_client_opens_so_many_in_a_minute(link, monkeypatch):
    monkeypatch.setattr("blog.views.share_links.MOST_VISITS", 2)
    client = Client()
    statuses = [client.get(link.get_absolute_url()).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


@pytest.mark.parametrize("blocks", [1, 10])
def test_a_long_post_with_many_notes_costs_no_more_queries(blocks, author):
    post = make.draft(f"<p>Words.</p>{make.quotation('A.')}" * blocks, authors=(author,))
    link = share_links.create_share_link(
        post=post, by=author, name="Bo", days=7, may_note=True
    ).link
    for number in range(blocks):
        note = add_invited_note(
            link=link, name="Bo", anchor=None, text=f"Note {number}", submission=uuid.uuid4()
        ).note
        reply_to_note(note=note, by=author, text="So it is.")
    with CaptureQueriesContext(connection) as asked:
        assert Client().get(link.get_absolute_url()).status_code == 200
    assert len(asked) == 10


# On the desk.


@pytest.mark.slow
def test_a_link_is_made_shown_again_and_revoked(post, author):
    client = signed_in(author)
    page = page_of(client.post(share(post), {"do": "make", "name": "Bo", "days": "7"}))
    link = ShareLink.objects.get()
    assert (link.post, link.made_by, link.may_note) == (post, author, False)
    assert link.expires_at - link.made_at == timedelta(days=7)
    address = f"http://localhost:8000{link.get_absolute_url()}"
    assert page.xpath("//input[@readonly]/@value") == [address]
    assert page_of(client.get(share(post))).xpath("//input[@readonly]/@value") == [address]
    assert client.get(change(post)).content.decode().count(f'href="{share(post)}"') == 1
    page = page_of(client.post(share(post), {"do": "revoke", "link": str(link.pk)}))
    assert page.xpath("//input[@readonly]") == []
    assert Client().get(link.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "sent", [{"name": ""}, {"name": "\u200b"}, {"name": "x" * 81}, {"days": "365"}, {"days": "x"}]
)
def test_a_link_that_cannot_be_made_is_not(sent, post, author):
    response = signed_in(author).post(share(post), {"name": "Bo", "days": "7"} | sent)
    assert response.status_code == 200
    assert page_of(response).xpath("//*[@class='errorlist']") != []
    assert ShareLink.objects.count() == 0


@pytest.mark.slow
def test_only_who_may_edit_the_post_has_its_links(post, link):
    other = make.user("Author")
    mine = make.draft(authors=(other,))
    client = signed_in(other)
    assert client.get(share(post)).status_code == 404
    assert client.post(share(post), {"name": "Cy", "days": "7"}).status_code == 404
    # By one's own post, the link of another's cannot be ended.
    sent = {"do": "revoke", "link": str(link.pk)}
    assert client.post(share(mine), sent).status_code == 404
    assert signed_in(make.user("Editor")).get(share(post)).status_code == 200
    link.refresh_from_db()
    assert (link.is_over, ShareLink.objects.count()) == (False, 1)


@pytest.mark.parametrize("key", ["", "0", "x", "9" * 30])
def test_a_link_that_is_not_there_cannot_be_revoked(key, post, author):
    assert signed_in(author).post(share(post), {"do": "revoke", "link": key}).status_code == 404


def test_links_have_limits(post, author, monkeypatch):
    monkeypatch.setattr("blog.admin.posts.share_links.MAX_LINKS", 2)
    monkeypatch.setattr("blog.notes.share_links.MAX_LIVE_LINKS", 1)
    client = signed_in(author)
    told = [
        page_of(client.post(share(post), {"name": "Bo", "days": "1"})).xpath(
            "string(//*[@class='error-summary']//li)"
        )
        for _ in range(3)
    ]
    assert told == [
        "",
        "This post has too many share links. Revoke some of them first.",
        "You have created too many links. Try again in an hour.",
    ]


def test_what_ended_long_ago_is_forgotten_and_its_notes_are_kept(post, link, author):
    kept = share_links.create_share_link(
        post=post, by=author, name="Cy", days=30, may_note=True
    ).link
    add_invited_note(link=link, name="Bo", anchor=None, text="One.", submission=uuid.uuid4())
    past = timezone.now() - timedelta(days=38)
    ShareLink.objects.filter(pk=link.pk).update(made_at=past, expires_at=past + timedelta(days=7))
    revoked = share_links.create_share_link(
        post=post, by=author, name="Di", days=30, may_note=True
    ).link
    ShareLink.objects.filter(pk=revoked.pk).update(revoked_at=timezone.now() - timedelta(days=31))
    share_links.delete_old_share_links.call()
    assert list(ShareLink.objects.all()) == [kept]
    left = Note.objects.get()
    assert (left.share, left.guest_name, left.is_invited) == (None, "Bo", True)


@pytest.mark.parametrize(
    "fields", [{"name": ""}, {"expires_at": timezone.now() + timedelta(days=40)}]
)
def test_no_way_of_writing_makes_a_link_without_a_name_or_an_end(fields, link):
    with pytest.raises(IntegrityError), transaction.atomic():
        ShareLink.objects.update(**fields)
