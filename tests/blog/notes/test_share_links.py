"""Share links, which show a draft to invited readers until they expire or are revoked."""

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


def get_share_url(post: Post) -> str:
    return f"/admin/blog/post/{post.pk}/share/"


@pytest.mark.parametrize("is_public", [True, False])
def test_new_links_are_offered_only_before_publication(is_public, author):
    post = (make.post if is_public else make.draft)(authors=[author])
    page = page_of(signed_in(author).get(get_share_url(post)))
    assert bool(page.xpath("//form[@class='share-make']")) != is_public


# The page of an invited reader.


def test_share_link_shows_current_version(post, link, author):
    client = Client()
    page = page_of(client.get(link.get_absolute_url()))
    assert page.xpath("string(//h1)") == "Unpublished"
    assert "Draft shared with Bo until" in page.xpath("string(//*[@class='banner'])")
    assert page.xpath("//article//img/@src") == [post.figures.get().photo.image.url]
    nodes = make.document.parse("<p>Corrected.</p>")
    make.document.save(post, nodes, author)
    assert b"Corrected." in client.get(link.get_absolute_url()).content


def test_shared_draft_has_no_links_to_unpublished_pages(author):
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


def test_shared_draft_is_private_and_not_indexed(link):
    response = Client().get(link.get_absolute_url())
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in response
    assert page_of(response).xpath("//meta[@name='robots']/@content") == ["noindex, nofollow"]
    # The page contains its own URL only in the form.
    without_form = lxml.html.tostring(page_of(response)).decode().replace("action=", "")
    assert without_form.count(link.get_absolute_url()) == 1


def get_invalid_urls(link: ShareLink) -> dict[str, str]:
    address = link.get_absolute_url()
    return {
        "unknown": f"/shared/{'0' * 16}.{'x' * 43}/",
        "no signature": f"/shared/{link.key}/",
        "another's signature": address.replace(link.key, "0" * 16),
        "cut off": address[:-2] + "/",
        "odd": "/shared/%00/",
    }


@pytest.mark.slow
def test_invalid_links_return_identical_404_pages(post, link):
    client = Client()
    answers = {name: client.get(address) for name, address in get_invalid_urls(link).items()}
    ShareLink.objects.update(
        expires_at=timezone.now() - timedelta(seconds=1), made_at=get_yesterday()
    )
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


def get_yesterday():
    return timezone.now() - timedelta(days=1)


def test_share_link_of_published_post_redirects_to_it(post, link):
    post.status, post.published_at = Post.Status.PUBLISHED, timezone.now() + timedelta(days=1)
    post.save()
    assert Client().get(link.get_absolute_url()).status_code == 200  # Only scheduled.
    post.published_at = timezone.now() - timedelta(hours=1)
    post.save()
    response = Client().get(link.get_absolute_url())
    assert (response.status_code, response["Location"]) == (302, post.get_absolute_url())


def test_share_link_shows_only_its_post(post, link, author):
    other = make.draft("<p>Another.</p>", authors=(author,), title="Other")
    other_link = share_links.create_share_link(
        post=other, by=author, name="Cy", days=1, may_note=False
    ).link
    assert b"Another." in Client().get(other_link.get_absolute_url()).content
    assert b"Another." not in Client().get(link.get_absolute_url()).content
    assert Client().get(other.get_absolute_url()).status_code == 404


def test_static_page_can_be_shared(author):
    page = make.page("<p>About us.</p>", title="About", status=Post.Status.DRAFT)
    link = share_links.create_share_link(
        post=page, by=make.user("Editor"), name="Bo", days=7, may_note=True
    ).link
    shown_page = page_of(Client().get(link.get_absolute_url()))
    assert shown_page.xpath("string(//h1)") == "About"
    assert (
        shown_page.xpath("//*[contains(@class, 'date-header')] | //article//*[@rel='author']") == []
    )


@pytest.mark.slow
def test_visits_are_counted_without_submitted_notes(link):
    client = Client()
    for _ in range(2):
        client.get(link.get_absolute_url())
    client.head(link.get_absolute_url())
    client.get(note(link, client)["Location"])
    link.refresh_from_db()
    assert link.opened == 2
    assert link.last_opened_at is not None


def test_visits_of_client_are_rate_limited(link, monkeypatch):
    monkeypatch.setattr("blog.views.share_links.MAX_VISITS", 2)
    client = Client()
    statuses = [client.get(link.get_absolute_url()).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


@pytest.mark.parametrize("blocks", [1, 10])
def test_shared_draft_query_count_is_independent_of_size(blocks, author):
    post = make.draft(f"<p>Words.</p>{make.quotation('A.')}" * blocks, authors=(author,))
    link = share_links.create_share_link(
        post=post, by=author, name="Bo", days=7, may_note=True
    ).link
    for number in range(blocks):
        note = add_invited_note(
            link=link, name="Bo", anchor=None, text=f"Note {number}", submission=uuid.uuid4()
        ).note
        reply_to_note(note=note, by=author, text="So it is.")
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(link.get_absolute_url()).status_code == 200
    assert len(queries) == 11


# The admin.


@pytest.mark.slow
def test_share_link_is_created_listed_and_revoked(post, author):
    client = signed_in(author)
    page = page_of(client.post(get_share_url(post), {"do": "make", "name": "Bo", "days": "7"}))
    link = ShareLink.objects.get()
    assert (link.post, link.made_by, link.may_note) == (post, author, False)
    assert link.expires_at - link.made_at == timedelta(days=7)
    address = f"http://localhost:8000{link.get_absolute_url()}"
    assert page.xpath("//input[@readonly]/@value") == [address]
    assert page_of(client.get(get_share_url(post))).xpath("//input[@readonly]/@value") == [address]
    assert client.get(change(post)).content.decode().count(f'href="{get_share_url(post)}"') == 1
    page = page_of(client.post(get_share_url(post), {"do": "revoke", "link": str(link.pk)}))
    assert page.xpath("//input[@readonly]") == []
    assert Client().get(link.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "sent", [{"name": ""}, {"name": "\u200b"}, {"name": "x" * 81}, {"days": "365"}, {"days": "x"}]
)
def test_invalid_share_link_is_refused(sent, post, author):
    response = signed_in(author).post(get_share_url(post), {"name": "Bo", "days": "7"} | sent)
    assert response.status_code == 200
    assert page_of(response).xpath("//*[@class='errorlist']") != []
    assert ShareLink.objects.count() == 0


@pytest.mark.slow
def test_share_links_are_accessible_only_to_editors_of_post(post, link):
    other = make.user("Author")
    mine = make.draft(authors=(other,))
    client = signed_in(other)
    assert client.get(get_share_url(post)).status_code == 404
    assert client.post(get_share_url(post), {"name": "Cy", "days": "7"}).status_code == 404
    # The URL of one's own post does not revoke links of other posts.
    sent = {"do": "revoke", "link": str(link.pk)}
    assert client.post(get_share_url(mine), sent).status_code == 404
    assert signed_in(make.user("Editor")).get(get_share_url(post)).status_code == 200
    link.refresh_from_db()
    assert (link.is_over, ShareLink.objects.count()) == (False, 1)


@pytest.mark.parametrize("key", ["", "0", "x", "9" * 30])
def test_revoke_of_unknown_link_returns_404(key, post, author):
    assert (
        signed_in(author).post(get_share_url(post), {"do": "revoke", "link": key}).status_code
        == 404
    )


def test_share_links_are_limited_by_post_and_user(post, author, monkeypatch):
    monkeypatch.setattr("blog.admin.posts.share_links.MAX_LINKS", 2)
    monkeypatch.setattr("blog.notes.share_links.MAX_LIVE_LINKS", 1)
    client = signed_in(author)
    errors = [
        page_of(client.post(get_share_url(post), {"name": "Bo", "days": "1"})).xpath(
            "string(//*[@class='error-summary']//li)"
        )
        for _ in range(3)
    ]
    assert errors == [
        "",
        "This post has too many share links. Revoke some of them first.",
        "You have created too many links. Try again in an hour.",
    ]


def test_old_share_links_are_deleted_without_their_notes(post, link, author):
    valid_link = share_links.create_share_link(
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
    assert list(ShareLink.objects.all()) == [valid_link]
    remaining_note = Note.objects.get()
    assert (remaining_note.share, remaining_note.guest_name, remaining_note.is_invited) == (
        None,
        "Bo",
        True,
    )


@pytest.mark.parametrize(
    "fields", [{"name": ""}, {"expires_at": timezone.now() + timedelta(days=40)}]
)
def test_share_link_without_name_or_expiry_violates_constraint(fields, link):
    with pytest.raises(IntegrityError), transaction.atomic():
        ShareLink.objects.update(**fields)
