"""Access control: every URL, requested by every kind of user."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from lxml.html import document_fromstring

from blog.models import Label, Post, Source
from tests.support import factories as make
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db

PEOPLE = ("anonymous", "reader", "staff", "other author", "author", "editor", "superuser")
EVERYBODY = dict.fromkeys(PEOPLE, 200)
NOBODY = dict.fromkeys(PEOPLE, 404)


def statuses(signed_out: int, *staff: int) -> dict[str, int]:
    """Return the statuses for users who are not staff, which must be the same, then for staff
    without a role, another author, the author, an editor and a superuser."""
    return dict(zip(PEOPLE, [signed_out, signed_out, *staff], strict=True))


HIDDEN = statuses(404, 404, 404, 200, 200, 200)
STAFF = statuses(302, 200, 200, 200, 200, 200)
AUTHORS = statuses(302, 403, 200, 200, 200, 200)
OWN = statuses(302, 403, 302, 200, 200, 200)  # 302 for another's: the desk knows no such post.
EDITORS = statuses(302, 403, 403, 403, 200, 200)
SUPERUSERS = statuses(302, 403, 403, 403, 403, 200)
NO_STAFF = statuses(302, 403, 403, 403, 403, 403)
METHOD = statuses(302, 405, 405, 405, 405, 405)

GET = {
    "/": EVERYBODY,
    "{published}": EVERYBODY,
    "{draft}": HIDDEN,
    "{review}": HIDDEN,
    "{scheduled}": HIDDEN,
    "/2023/03/no-such-post/": NOBODY,
    "/archive/": EVERYBODY,
    "/authors/": EVERYBODY,
    "/labels/": EVERYBODY,
    "/labels/?by=use": EVERYBODY,
    "/labels/shown/": EVERYBODY,
    "/labels/hidden/": NOBODY,
    "/labels/none/": NOBODY,
    "/labels/shown/timeline/": EVERYBODY,
    "/labels/hidden/timeline/": NOBODY,
    "/sources/": EVERYBODY,
    "/sources/?kind=person": EVERYBODY,
    "/sources/shown/": EVERYBODY,
    "/sources/hidden/": NOBODY,
    "/sources/none/": NOBODY,
    "/healthz": EVERYBODY,
    "/readyz": EVERYBODY,
    "/metrics": EVERYBODY,  # Of this machine, as the test client is.
    "/admin/": STAFF,
    "/admin/blog/post/": AUTHORS,
    "/admin/blog/post/add/": AUTHORS,
    "/admin/blog/post/{published.pk}/change/": OWN,
    "/admin/blog/post/{draft.pk}/change/": OWN,
    "/admin/blog/post/{scheduled.pk}/change/": OWN,
    "/admin/blog/post/{draft.pk}/history/": statuses(302, 404, 404, 200, 200, 200),
    "/admin/blog/post/{draft.pk}/delete/": OWN,
    "/admin/blog/post/{published.pk}/delete/": statuses(302, 403, 302, 403, 200, 200),
    "/admin/blog/post/{scheduled.pk}/delete/": statuses(302, 403, 302, 403, 200, 200),
    "/admin/blog/post/9999999999/change/": statuses(302, 403, 302, 302, 302, 302),
    "/admin/blog/post/99999999999999999999999/change/": statuses(302, 403, 302, 302, 302, 302),
    "/admin/blog/post/preview/": METHOD,
    "/admin/blog/post/editor/upload/": METHOD,
    "/admin/blog/post/editor/attribution/": METHOD,
    "/admin/blog/post/editor/split/": METHOD,
    "/admin/blog/post/editor/photos/": AUTHORS,
    "/admin/blog/post/editor/files/": AUTHORS,
    "/admin/blog/post/editor/sources/": AUTHORS,
    "/admin/blog/post/editor/labels/": AUTHORS,
    "/admin/blog/source/": AUTHORS,
    "/admin/blog/source/add/": AUTHORS,
    "/admin/blog/source/{source.pk}/change/": AUTHORS,
    "/admin/blog/source/{source.pk}/delete/": EDITORS,
    "/admin/blog/photo/": AUTHORS,
    "/admin/blog/photo/add/": NO_STAFF,
    "/admin/blog/photo/{photo.pk}/change/": OWN,
    "/admin/blog/photo/{photo.pk}/delete/": EDITORS,
    "/admin/blog/label/": AUTHORS,
    "/admin/blog/label/add/": EDITORS,
    "/admin/blog/label/{label.pk}/change/": AUTHORS,
    "/admin/blog/label/{label.pk}/delete/": EDITORS,
    "/admin/accounts/user/": SUPERUSERS,
    "/admin/accounts/user/{author.pk}/change/": SUPERUSERS,
    "/admin/auth/group/": SUPERUSERS,
    "/admin/redirects/redirect/": SUPERUSERS,
    "/admin/taggit/tag/": statuses(302, 404, 404, 404, 404, 404),
    "/admin/r/{post_type}/{draft.pk}/": statuses(302, 404, 404, 404, 404, 404),
}
POST = {
    "/admin/blog/post/preview/": AUTHORS,
    "/admin/blog/post/editor/attribution/": statuses(302, 403, 400, 400, 400, 400),
    "/admin/blog/post/editor/split/": statuses(302, 403, 400, 400, 400, 400),
    "/admin/blog/post/editor/upload/": statuses(302, 403, 400, 400, 400, 400),
    "/admin/blog/post/editor/sources/": METHOD,
    "/admin/blog/post/add/": AUTHORS,
    "/admin/blog/post/{draft.pk}/change/": OWN,
    "/admin/blog/source/{source.pk}/change/": statuses(302, 403, 403, 200, 200, 200),
    "/admin/blog/photo/{photo.pk}/change/": statuses(302, 403, 302, 302, 302, 302),
    "/admin/blog/label/{label.pk}/change/": EDITORS,
    "/admin/blog/post/{draft.pk}/delete/": OWN,
    "/admin/blog/post/{published.pk}/delete/": statuses(302, 403, 302, 403, 200, 200),
}


@pytest.fixture
def world() -> dict:
    author = make.user("Author")
    shown = make.quotation("“Shown.”", source_name="Shown")
    hidden = make.quotation("“Unseen words.”", source_name="Hidden")
    photo = make.photo(author, alt="Unseen picture")
    created = {
        "author": author,
        "photo": photo,
        "published": make.post(shown, authors=(author,), labels=["Shown"], title="Seen"),
    }
    for name, factory, extra in (
        ("draft", make.draft, {}),
        ("review", make.draft, {}),
        ("scheduled", make.scheduled, {}),
    ):
        created[name] = factory(
            hidden + shown + make.figure(photo),
            authors=(author,),
            labels=["Hidden", "Shown"],
            title=f"Unseen {name}",
            **extra,
        )
    Post.objects.filter(pk=created["review"].pk).update(status=Post.Status.REVIEW)
    created["source"] = Source.objects.get(name="Hidden")
    created["label"] = Label.objects.get(name="Hidden")
    created["post_type"] = ContentType.objects.get_for_model(Post).pk
    return created


@pytest.fixture
def clients(world) -> dict[str, Client]:
    staff = make.user()
    staff.is_staff = True
    staff.save()
    people = [
        *(make.user(), staff, make.user("Author"), world["author"]),
        *(make.user("Editor"), make.user("superuser")),
    ]
    return dict(zip(PEOPLE, [Client(), *map(signed_in, people)], strict=True))


def address(template: str, world: dict) -> str:
    pages = {
        name: created.get_absolute_url()
        for name, created in world.items()
        if isinstance(created, Post)
    }
    if template.strip("{}") in pages:
        return pages[template.strip("{}")]
    return template.format(**world)


@pytest.mark.slow
def test_get_of_every_url_has_the_expected_status(world, clients):
    result = {
        template: {
            person: client.get(address(template, world)).status_code
            for person, client in clients.items()
        }
        for template in GET
    }
    assert result == GET


@pytest.mark.slow
def test_empty_post_to_every_url_has_the_expected_status(world, clients):
    """A deletion asks first: without `post=yes` it only shows the question."""
    result = {
        template: {
            person: client.post(address(template, world)).status_code
            for person, client in clients.items()
        }
        for template in POST
    }
    assert result == POST
    assert Post.objects.count() == 4


@pytest.mark.slow
def test_post_without_csrf_token_is_403(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.user("superuser"))
    templates = [*POST, "/admin/blog/post/", "/admin/blog/photo/", "/admin/logout/"]
    result = {page: client.post(address(page, world)).status_code for page in templates}
    assert result == dict.fromkeys(templates, 403)


@pytest.mark.slow
def test_unpublished_content_is_on_no_page(world, clients):
    """Its words, source, label, picture and title; even where a published post shares them."""
    page_of = world["published"].get_absolute_url()
    pages = ("/labels/", "/labels/?by=use", "/sources/", "/sources/?kind=person")
    for person in ("anonymous", "reader", "other author", "editor"):
        for page in ("/", page_of, *pages, "/labels/shown/", "/sources/shown/"):
            text = clients[person].get(page).content.decode()
            assert "Shown" in text, (person, page)
            for secret in ("Unseen", "Hidden", "/hidden/", world["photo"].image.url):
                assert secret not in text, (person, page, secret)


@pytest.mark.slow
def test_counts_include_published_posts_only(world, client):
    (label,) = client.get("/labels/").context["labels"]
    assert (label.name, label.post_count) == ("Shown", 1)
    (kind,) = client.get("/sources/").context["kinds"]
    (source,) = kind["sources"]
    assert (source.name, source.quotation_count) == ("Shown", 1)
    assert len(client.get("/sources/shown/").context["page"].quotations) == 1


def test_neighbours_are_published_posts_only(client):
    first = make.post(published_at=make.moment(2020))
    make.draft(published_at=make.moment(2021))
    last = make.post(published_at=make.moment(2022))
    make.scheduled()
    for post, variant, neighbour in ((first, "next", last), (last, "prev", first)):
        page = document_fromstring(client.get(post.get_absolute_url()).content)
        result = [
            (a.get("rel"), a.get("href")) for a in page.xpath("//nav[@class='neighbours']//a")
        ]
        assert result == [(variant, neighbour.get_absolute_url())]


@pytest.mark.slow
def test_scheduled_post_is_public_on_time_without_a_save(world, client):
    page = world["scheduled"].get_absolute_url()
    assert client.get(page).status_code == 404
    # The clock of the database cannot be moved; its time is brought to now instead.
    Post.objects.filter(pk=world["scheduled"].pk).update(published_at=make.moment(2026, 1))
    world["scheduled"].refresh_from_db()
    assert client.get(world["scheduled"].get_absolute_url()).status_code == 200
    for place in ("/", "/labels/hidden/", "/sources/hidden/"):
        assert "Unseen scheduled" in client.get(place).content.decode()


@pytest.mark.slow
def test_unpublished_posts_are_not_cached_or_indexed(world, clients):
    response = clients["author"].get(world["draft"].get_absolute_url())
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.slow
def test_public_pages_set_no_cookie_and_read_no_session(world):
    """So that every cache can keep them."""
    for page in ("/", "{published}", "/labels/", "/labels/shown/", "/sources/"):
        response = Client().get(address(page, world))
        assert not response.cookies, page
        assert "Cookie" not in response.get("Vary", ""), page


@pytest.mark.slow
def test_author_without_role_cannot_see_the_draft(world):
    author = world["author"]
    author.groups.clear()
    assert signed_in(author).get(world["draft"].get_absolute_url()).status_code == 404


@pytest.mark.slow
def test_inactive_author_cannot_see_the_draft(world):
    client = signed_in(world["author"])
    world["author"].is_active = False
    world["author"].save()
    assert client.get(world["draft"].get_absolute_url()).status_code == 404
