"""Templates: posts that are never public, from which others begin."""

import pytest
from django.db import IntegrityError, transaction

from blog import editing
from blog.editing.trash import delete_posts
from blog.models import Post
from blog.planning.board import build_board
from blog.planning.dashboard import build_dashboard
from blog.workflow import Kind, get_allowed_transitions
from tests.support import factories as make
from tests.support.desk import change, send, signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/post/"
TEMPLATES = "/admin/blog/post/templates/"


@pytest.fixture
def template(author) -> Post:
    post = make.post(
        "<h2>Said this week</h2>"
        + make.quotation("“Said.”", attribution="Ana Ruiz", source_name="Ana Ruiz")
        + make.figure(make.photo(author), caption="A field")
        + make.file(make.media_file(author), title="Low water"),
        authors=(author,),
        title="The week",
        summary="Who said what.",
        labels=("Week",),
    )
    return editing.save_as_template(post, by=author).post


def begin(template: Post, by) -> Post:
    stored = Post.objects.get(pk=template.pk)
    return Post.objects.get(pk=editing.create_from_template(stored, by=by).post.pk)


def test_post_from_template_has_all_of_it_and_is_a_plain_draft(template, editor):
    post = begin(template, editor)
    assert (post.title, post.summary, list(post.labels.names())) == (
        *("The week", "Who said what."),
        ["Week"],
    )
    assert (post.status, post.is_template, post.byline) == ("draft", False, [editor])
    for name in ("pullquotes", "figures", "embeds"):
        assert getattr(post, name).count() == getattr(template, name).count() == 1
    editing.publish(post, by=editor)
    assert Post.objects.get(pk=post.pk).is_public


def test_template_outlives_the_post_that_it_was_saved_from(template, author):
    delete_posts(Post.objects.filter(is_template=False).values_list("pk", flat=True))
    post = begin(template, author)
    assert post.pullquotes.get().source.name == "Ana Ruiz"


@pytest.mark.parametrize("operation", ["hand_in", "publish"])
def test_template_is_never_published(operation, template, editor):
    assert get_allowed_transitions(template, editor) == []
    with pytest.raises(editing.NotAllowed, match="template"):
        getattr(editing, operation)(template, by=editor)
    assert Post.objects.get(pk=template.pk).status == "draft"


@pytest.mark.parametrize("changes", [{"transition": "published"}, {"status": "published"}])
def test_form_refuses_to_publish_a_template(changes, template, editor):
    response = send(signed_in(editor), change(template), **changes)
    assert (response.status_code, "This is a template." in response.text) == (200, True)
    assert Post.objects.get(pk=template.pk).status == "draft"


@pytest.mark.parametrize(
    "values", [{"status": "published"}, {"status": "review"}, {"kind": "page"}]
)
def test_database_refuses_a_public_template(values, template):
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=template.pk).update(published_at=make.moment(2024), **values)


def test_template_can_be_edited_and_is_shown_as_one(template, author):
    client = signed_in(author)
    assert send(client, change(template), title="The month").status_code == 302
    assert Post.objects.get(pk=template.pk).is_template
    page = client.get(change(template)).text
    assert "A template is never published." in page
    assert 'value="published"' not in page
    assert begin(template, author).title == "The month"


def test_lists_of_drafts_leave_templates_out(template, editor, author):
    draft = make.draft(authors=(author,), title="A draft")
    (drafts,) = [column for column in build_board(author, False) if column.key == "draft"]
    assert [card.post for card in drafts.cards] == [draft]
    assert [card.post for card in build_dashboard(author).mine.cards] == [draft]
    client = signed_in(editor)
    assert f"{change(template)}" not in client.get(LIST).text
    assert f"{change(template)}" not in client.get(f"{LIST}?state=draft").text
    listed = client.get(f"{LIST}?state=template").text
    assert (change(template) in listed, change(draft) in listed) == (True, False)


def test_author_saves_and_uses_templates_in_the_desk(author):
    post, client = make.draft(authors=(author,), title="Plan"), signed_in(author)
    assert "There are no templates yet." in client.get(TEMPLATES).text
    saved = client.post(f"{LIST}{post.pk}/save-as-template/")
    template = Post.objects.get(is_template=True)
    assert (saved["Location"], template.title) == (change(template), "Plan")
    assert "Plan" in client.get(TEMPLATES).text
    begun = client.post(f"{TEMPLATES}{template.pk}/new/")
    assert begun["Location"] == change(Post.objects.latest("pk"))


def test_templates_of_others_are_used_but_not_changed(template):
    other = make.user("Author")
    client = signed_in(other)
    page = client.get(TEMPLATES).text
    assert ("The week" in page, change(template) in page) == (True, False)
    assert client.get(change(template)).status_code == 302
    assert client.post(f"{LIST}{template.pk}/save-as-template/").status_code == 404
    assert client.post(f"{TEMPLATES}{template.pk}/new/").status_code == 302


@pytest.mark.parametrize("role", ["", "Moderator"])
def test_people_who_may_not_write_have_no_templates(role, template):
    user = make.user(role)
    assert not editing.find_templates(user).exists()
    with pytest.raises(editing.NotAllowed):
        editing.create_from_template(template, by=user)
    assert signed_in(user).get(TEMPLATES).status_code in {302, 403}


def test_template_in_the_trash_is_not_offered(template, author):
    editing.move_to_trash(Post.objects.filter(pk=template.pk), by=author)
    with pytest.raises(editing.NotAllowed, match="no longer exists"):
        editing.create_from_template(template, by=author)
    editing.restore_from_trash(Post.objects.filter(pk=template.pk), by=author)
    assert begin(template, author).title == "The week"


def test_plain_draft_is_no_template(author):
    with pytest.raises(editing.NotAllowed):
        editing.create_from_template(make.draft(authors=(author,)), by=author)


def test_pages_and_hidden_posts_are_not_saved_as_templates(author):
    for post in (make.draft(), make.page(status="draft")):
        with pytest.raises(editing.NotAllowed):
            editing.save_as_template(post, by=author)


def test_template_is_on_no_public_page(template, client):
    assert Kind.PUBLISHED not in template.transitions.values_list("kind", flat=True)
    Post.objects.filter(is_template=False).delete()
    for path in ("/", "/feed.atom", "/search/?q=week", template.get_absolute_url()):
        assert "The week" not in client.get(path).text
