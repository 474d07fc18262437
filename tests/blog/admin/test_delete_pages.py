"""The delete pages of the desk say what happens, in sentences, and list no rows."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.redirects.models import Redirect
from django.utils import timezone
from django.utils.html import escape

from blog.models import Label, Post, PullQuote, Series, Source, SourceTask
from tests.support import factories as make
from tests.support.desk import signed_in


@pytest.fixture
def administrator(db):
    return make.user("superuser")


@pytest.fixture
def desk(administrator):
    return signed_in(administrator)


def read_page(desk, address: str, data=None) -> tuple[str, str]:
    """Return the title and the content of a page."""
    html = (desk.post(address, data) if data else desk.get(address)).text
    (title,) = re.findall(r"<title>\s*(.+?)\s+\|", html)
    content = html.split('<div id="content-main"')[1].split("</main>")[0]
    return title, " ".join(re.sub(r"<[^>]+>", " ", content).split())


def select(*rows) -> dict:
    return {"action": "delete_selected", "_selected_action": [row.pk for row in rows]}


def give_permission(user, codename: str):
    user.user_permissions.add(Permission.objects.get(codename=codename))
    return user


def test_label_without_posts_is_on_no_post(desk):
    label = Label.objects.create(name="<b>Ice</b>", slug="ice")
    title, content = read_page(desk, f"/admin/blog/label/{label.pk}/delete/")
    assert title == escape("Delete label “<b>Ice</b>”?")
    assert "is on no post" in content and "posts stay" not in content


def test_several_labels_name_each_with_its_posts(desk):
    make.post(labels=["Ports"])
    make.draft(labels=["Ports"])
    make.post(labels=["Water", "Ports"])
    Label.objects.create(name="Ice", slug="ice")
    title, content = read_page(desk, "/admin/blog/label/", select(*Label.objects.all()))
    assert title == "Delete 3 labels?"
    assert re.search("Ports.{2} is removed from 3 posts", content)
    assert re.search("Water.{2} is removed from 1 post[.]", content)
    assert re.search("Ice.{2} is on no post", content)


def test_series_without_posts_is_on_no_post(desk):
    series = Series.objects.create(name="Harbours", slug="harbours")
    assert "is on no post" in read_page(desk, f"/admin/blog/series/{series.pk}/delete/")[1]


def test_role_shows_people_and_no_permissions(desk):
    editor = Group.objects.get(name="Editor")
    address = f"/admin/auth/group/{editor.pk}/delete/"
    title, content = read_page(desk, address)
    assert title == "Delete role “Editor”?"
    assert "Nobody has the role “Editor”." in content and "object (" not in content
    make.user("Editor")
    assert "1 person loses the role" in read_page(desk, address)[1]
    make.user("Editor")
    title, content = read_page(desk, "/admin/auth/group/", select(*Group.objects.all()))
    assert title == "Delete 5 roles?" and "2 people lose the role" in content


def test_last_superuser_stays_for_one_reason_alone(desk, administrator):
    title, content = read_page(desk, f"/admin/accounts/user/{administrator.pk}/delete/")
    assert title.endswith("cannot be deleted")
    assert content.count("only superuser") == 1 and "Show all people" in content
    assert "Authorship" not in content and "protected" not in content


def test_person_with_posts_stays_and_one_with_comments_goes(desk):
    author, reader = make.user("Author"), make.user()
    post = make.post(authors=(author,))
    make.comment(post, user=reader)
    title, content = read_page(desk, f"/admin/accounts/user/{author.pk}/delete/")
    assert title.endswith("cannot be deleted") and "is an author of a post" in content
    assert "uthorship" not in content
    title, content = read_page(desk, f"/admin/accounts/user/{reader.pk}/delete/")
    assert title.startswith("Delete person") and "Comments stay" in content
    content = read_page(desk, "/admin/accounts/user/", select(author, reader))[1]
    assert "is an author of a post" in content and "Comments stay" not in content


def test_quotations_that_protect_a_source_are_isolated(desk):
    make.post(make.quotation("“الميناء مغلق”", source_name="Ana"))
    source = Source.objects.get()
    html = desk.get(f"/admin/blog/source/{source.pk}/delete/").text
    assert "<bdi>“الميناء مغلق”" in html
    assert f'href="/admin/blog/pullquote/?source={source.pk}"' in html


def test_drafts_of_others_that_protect_a_source_are_counted(desk):
    deputy = give_permission(make.user("Author"), "delete_source")
    make.draft(make.quotation("Secret.", source_name="Ana"), authors=[make.user("Author")])
    make.draft(make.quotation("Mine.", source_name="Ana"), authors=[deputy])
    address = f"/admin/blog/source/{Source.objects.get().pk}/delete/"
    content = read_page(signed_in(deputy), address)[1]
    assert "Mine." in content and "Secret." not in content
    assert "1 quotation in an unpublished post of somebody else" in content
    content = read_page(desk, address)[1]
    assert "Secret." in content and "somebody else" not in content


def test_source_of_a_provenance_alone_is_protected(desk):
    make.post(make.quotation("Low water.", source_name="Ana"))
    ledger = Source.objects.create(name="The Ledger")
    PullQuote.objects.get().hops.create(kind="said_to", position=0, source=ledger)
    address = f"/admin/blog/source/{ledger.pk}/delete/"
    assert "Low water." in read_page(desk, address)[1]
    assert desk.post(address, {"post": "yes"}).status_code == 200
    assert Source.objects.filter(name="The Ledger").exists()


def test_source_that_a_task_changes_is_protected(desk):
    source = Source.objects.create(name="Ana")
    SourceTask.objects.create(kind="merge", sources=[source.pk], total_count=1)
    address = f"/admin/blog/source/{source.pk}/delete/"
    assert "A change of this source that is still running" in read_page(desk, address)[1]
    assert desk.post(address, {"post": "yes"}).status_code == 200


def test_drafts_of_others_that_protect_a_file_are_counted(desk):
    deputy = give_permission(make.user("Author"), "delete_photo")
    file = make.media_file(deputy)
    make.draft(make.file(file), title="In secret", authors=[make.user("Editor")])
    make.draft(make.file(file), title="My own", authors=[deputy])
    address = f"/admin/blog/mediafile/{file.pk}/delete/"
    content = read_page(signed_in(deputy), address)[1]
    assert "My own" in content and "In secret" not in content
    assert "1 unpublished post of somebody else" in content
    assert "In secret" in read_page(desk, address)[1]


def test_redirect_says_what_readers_do_not_find(desk):
    rows = [
        Redirect.objects.create(site_id=settings.SITE_ID, old_path=path, new_path="/c/")
        for path in ("/a/", "/b/")
    ]
    address = f"/admin/redirects/redirect/{rows[0].pk}/delete/"
    assert "will not find the old address any more" in read_page(desk, address)[1]
    assert "2 old addresses" in read_page(desk, "/admin/redirects/redirect/", select(*rows))[1]


def test_picture_in_use_links_to_its_replacement(desk, administrator):
    photo = make.photo(administrator)
    make.post(make.figure(photo), authors=[administrator])
    html = desk.get(f"/admin/blog/photo/{photo.pk}/delete/").text
    assert f'href="/admin/blog/photo/{photo.pk}/replace/"' in html


def test_trash_page_of_a_page_names_no_labels(desk):
    page = make.page()
    content = read_page(desk, f"/admin/blog/page/{page.pk}/delete/")[1]
    assert "You can restore it for" in content and "labels" not in content


@pytest.mark.parametrize("is_public", [True, False])
def test_trash_page_names_readers_only_for_a_public_post(desk, administrator, is_public):
    post = make.post(title="Ice") if is_public else make.draft(title="Ice")
    if not is_public:
        Post.objects.update(status=Post.Status.REVIEW, published_at=timezone.now())
    title, content = read_page(desk, f"/admin/blog/post/{post.pk}/delete/")
    assert title == "Move “Ice” to the trash?"
    assert ("Readers will no longer find it" in content) == is_public
    assert "You can restore it" in content and "cannot undo" not in content
