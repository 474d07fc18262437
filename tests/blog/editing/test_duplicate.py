"""Duplicating posts."""

import lxml.html
import pytest
from django.contrib.admin.models import LogEntry

from blog import editing, revisions
from blog.common.audit import describe_change
from blog.content import document
from blog.editing.duplicate import MAX_TITLE_LENGTH
from blog.models import Photo, Post, Source
from blog.notes.notes import add_note
from tests.support import factories as make
from tests.support.desk import change, signed_in
from tests.support.factories import figure, quotation

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/post/"


@pytest.fixture
def post(author, editor) -> Post:
    """A published post of every kind of block, with what belongs to the original only."""
    html = (
        "<h2>A heading</h2><p>Words.</p>"
        + quotation("“Said.”", attribution="Ana Ruiz", source_name="Ana Ruiz", said="2021-05")
        + figure(make.photo(author, caption="A field"))
        + make.file(make.media_file(author), title="Low water")
        + "<hr data-jump><p>The end.</p>"
    )
    post = make.post(
        html,
        authors=(author, editor),
        title="High water",
        summary="It rose.",
        language="en-GB",
        labels=("Water", "Coast"),
        comments_mode="closed",
        pinned_at=make.moment(2024),
    )
    revisions.record(post, author)
    make.comment(post)
    make.correction(post)
    add_note(post=post, by=editor, text="Really?", anchor_text="The end.")
    return post


def test_copy_is_draft_of_user_with_text_labels_and_summary(post, author):
    sources, photos = Source.objects.count(), Photo.objects.count()
    saved = editing.duplicate_post(post, by=author)
    copy = Post.objects.get(pk=saved.post.pk)
    assert (copy.title, copy.summary, copy.language) == ("High water (copy)", "It rose.", "en-GB")
    assert (copy.status, copy.published_at, copy.was_public) == ("draft", None, False)
    assert (copy.slug, copy.byline) == ("high-water-copy", [author])
    assert sorted(copy.labels.names()) == ["Coast", "Water"]
    texts = [document.to_html(document.load_document(each, author)) for each in (post, copy)]
    plain = [lxml.html.fromstring(f"<div>{text}</div>").text_content() for text in texts]
    assert plain[0] == plain[1]
    assert (Source.objects.count(), Photo.objects.count()) == (sources, photos)
    assert copy.pullquotes.get().source == post.pullquotes.get().source
    for name in ("pullquotes", "figures", "embeds"):
        mine, theirs = ({row.pk for row in getattr(each, name).all()} for each in (post, copy))
        assert mine and theirs and not mine & theirs, name
    assert copy.embeds.get().file == post.embeds.get().file


def test_copy_has_nothing_else_of_original(post, author):
    before = Post.objects.filter(pk=post.pk).values().get()
    copy = editing.duplicate_post(post, by=author).post
    copy.refresh_from_db()
    assert (copy.comments_mode, copy.pinned_at, copy.correction_draft) == ("", None, None)
    for related in ("comments", "corrections", "notes", "transitions"):
        assert getattr(post, related).exists() == (related != "transitions")
        assert not getattr(copy, related).exists(), related
    revision = copy.revisions.get()
    assert (revision.by, revision.note_text) == (author, "Copy of “High water”")
    assert Post.objects.filter(pk=post.pk).values().get() == before


def test_copy_is_independent_of_original(post, author):
    copy = editing.duplicate_post(post, by=author).post
    editing.save_post(copy, by=author, document=document.parse("<p>Rewritten.</p>"))
    post.refresh_from_db()
    assert "“Said.”" in post.html
    editing.move_to_trash(Post.objects.filter(pk=copy.pk), by=author)
    assert Post.objects.filter(pk=post.pk, status="published").exists()


@pytest.mark.parametrize("length", [10, MAX_TITLE_LENGTH - 7, MAX_TITLE_LENGTH])
def test_title_of_copy_fits_its_column(author, length):
    post = make.draft(title="x" * length, authors=(author,))
    copy = editing.duplicate_post(post, by=author).post
    assert copy.title.endswith("x (copy)")
    assert len(copy.title) == min(length + 7, MAX_TITLE_LENGTH)


def test_copy_of_copy_has_its_own_address(author):
    post = make.draft(title="One", authors=(author,))
    slugs = {editing.duplicate_post(post, by=author).post.slug for _number in range(2)}
    assert slugs == {"one-copy", "one-copy-2"}


def test_empty_draft_is_duplicated(author):
    post = make.draft("", authors=(author,))
    assert editing.duplicate_post(post, by=author).post.status == "draft"


@pytest.mark.parametrize("hidden", ["draft of another", "trashed", "page", "no author"])
def test_what_user_may_not_see_or_write_is_not_duplicated(author, hidden):
    post, by = make.draft(authors=(author,)), author
    if hidden == "draft of another":
        post = make.draft()
    elif hidden == "trashed":
        post.set_trashed()
    elif hidden == "page":
        post = make.page()
    else:
        post, by = make.post(), make.user("Moderator")
    count = Post.all_objects.count()
    with pytest.raises(editing.NotAllowed):
        editing.duplicate_post(post, by=by)
    assert Post.all_objects.count() == count


def test_button_of_form_duplicates_and_opens_copy(author):
    post = make.draft(title="Mine", authors=(author,))
    client = signed_in(author)
    page = lxml.html.fromstring(client.get(change(post)).text)
    (form,) = page.xpath("//form[contains(@action, '/duplicate/')]")
    response = client.post(form.action, follow=True)
    copy = Post.objects.get(title="Mine (copy)")
    assert response.redirect_chain[-1][0] == change(copy)
    assert "Duplicated as a draft of yours:" in response.text
    assert describe_change(LogEntry.objects.get(object_id=copy.pk)) == "Copy of “Mine”"


def test_form_duplicates_neither_post_of_another_nor_by_get(author):
    theirs = make.post()
    client = signed_in(author)
    assert client.post(f"{LIST}{theirs.pk}/duplicate/").status_code == 404
    assert client.get(f"{LIST}{theirs.pk}/duplicate/").status_code == 405
    assert client.post(f"{LIST}x/duplicate/").status_code == 404
    assert Post.objects.count() == 1


@pytest.mark.parametrize(("selected", "copies"), [(2, 2), (11, 0)])
def test_action_duplicates_at_most_ten_selected_posts(author, selected, copies):
    posts = [make.draft(authors=(author,)) for _number in range(selected)]
    theirs = make.draft()
    sent = {"action": "duplicate_selected", "_selected_action": [p.pk for p in (*posts, theirs)]}
    response = signed_in(author).post(LIST, sent, follow=True)
    assert Post.objects.count() == selected + 1 + copies
    assert ("Select at most 10 posts." in response.text) == (copies == 0)


def test_quotations_in_sentences_galleries_and_embeds_are_copied(author):
    linked = make.post(authors=(author,))
    gallery = make.gallery(figure(make.photo(author)), figure(make.photo(author)))
    html = f"<p>She {make.inline_quotation('“said”')} so.</p>{gallery}"
    html += f'<figure data-block="embed" data-post="{linked.pk}"></figure>'
    post = make.draft(html, authors=(author,))
    copy = editing.duplicate_post(post, by=author).post
    again = editing.duplicate_post(copy, by=author).post
    for each in (post, copy, again):
        counts = (each.pullquotes.count(), each.figures.count(), each.embeds.count())
        assert counts == (1, 2, 1)
