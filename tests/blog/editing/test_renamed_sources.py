"""A save renames a source that an author renamed in a post, everywhere and with permission."""

import pytest
from django.contrib.auth.models import Group, Permission

from blog.content import document
from blog.editing import save_post
from blog.editing.requirements import NotSaved
from blog.models import Post, PullQuote, Source
from tests.support import factories as make
from tests.support.desk import change, fields, send, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make.user("Author")


@pytest.fixture
def source(author) -> Source:
    return Source.objects.create(
        name="Ana Ruz", role="judge", affiliation="High Court", created_by=author
    )


def quote(source: Source, *texts: str, name: str = "", **attributes: str) -> str:
    """Return a quotation of a stored source; with `name`, its author renamed the source to it."""
    renamed = {"source_name": name, "renamed_from": source.name} if name else {}
    return make.quotation_of(source, *texts, **renamed | attributes)


def save(post: Post, html: str, by) -> None:
    save_post(post, by=by, document=document.parse(html))


def save_and_get_errors(post: Post, html: str, by) -> list[str]:
    nodes = document.parse(html)
    with pytest.raises(NotSaved):
        save_post(post, by=by, document=nodes)
    return nodes.errors


def test_renamed_source_keeps_its_key_and_address(author, source):
    post = make.draft(quote(source, "A."), authors=(author,))
    slug = source.slug
    save(post, quote(source, "A.", name="Ana Ruiz"), author)
    source.refresh_from_db()
    assert (source.name, source.role, source.slug) == ("Ana Ruiz", "judge", slug)
    assert post.pullquotes.get().source == source


def test_renamed_source_is_renamed_in_other_posts_and_quotations(
    author, source, django_capture_on_commit_callbacks
):
    other = make.post(quote(source, "C."))
    post = make.draft(quote(source, "A.") + "<p>x</p>" + quote(source, "B."), authors=(author,))
    html = quote(source, "A.", name="Ana Ruiz") + "<p>x</p>" + quote(source, "B.", said="2024")
    with django_capture_on_commit_callbacks(execute=True):
        save(post, html, author)
    assert set(PullQuote.objects.values_list("source__name", flat=True)) == {"Ana Ruiz"}
    assert Source.objects.count() == 1
    other.refresh_from_db()
    assert "Ana Ruiz" in other.html


def test_speaker_with_the_old_name_follows_the_renamed_source(author, source):
    spoken = make.quotation(
        "B.", source_name="Court", speaker=str(source.pk), speaker_name="Ana Ruz"
    )
    post = make.draft(quote(source, "A.") + spoken, authors=(author,))
    save(post, quote(source, "A.", name="Ana Ruiz") + spoken, author)
    assert set(Source.objects.values_list("name", flat=True)) == {"Ana Ruiz", "Court"}


def test_source_within_a_sentence_is_renamed(author, source):
    def prose(name: str, **attributes: str) -> str:
        fields = {"source": str(source.pk), "source_name": name, "source_kind": "person"}
        quoted = make.inline_quotation("We close", **fields, **attributes)
        return f"<p>She said: “{quoted}.”</p>"

    Source.objects.update(role="", affiliation="")
    source.refresh_from_db()
    post = make.draft(prose("Ana Ruz"), authors=(author,))
    save(post, prose("Ana Ruiz", renamed_from="Ana Ruz"), author)
    source.refresh_from_db()
    assert source.name == "Ana Ruiz"
    assert post.pullquotes.get().source == source


def test_role_can_be_corrected_with_the_name(author, source):
    Source.objects.create(name="Ana Ruiz", affiliation="High Court")
    post = make.draft(quote(source, "A."), authors=(author,))
    changes = {"source_role": "chair", "source_affiliation": "Low Court"}
    save(post, quote(source, "A.", name="Ana Ruiz", **changes), author)
    source.refresh_from_db()
    assert (source.name, source.role) == ("Ana Ruiz", "chair")
    assert source.affiliation == "Low Court"


def test_role_that_is_corrected_with_the_name_wins_over_other_quotations(author, source):
    post = make.draft(quote(source, "A.") + "<p>x</p>" + quote(source, "B."), authors=(author,))
    renamed = quote(source, "A.", name="Ana Ruiz", source_role="chair")
    save(post, renamed + "<p>x</p>" + quote(source, "B."), author)
    source.refresh_from_db()
    assert (source.name, source.role, source.affiliation) == ("Ana Ruiz", "chair", "High Court")


def test_source_is_not_renamed_to_nothing(author, source):
    post = make.draft(quote(source, "A."), authors=(author,))
    save(post, quote(source, "A.", source_name="", renamed_from="Ana Ruz"), author)
    assert post.pullquotes.get().source is None


def test_merged_saves_rename_the_source(author, source):
    """Another post has renamed nothing; another tab has changed this one."""
    post = make.draft(quote(source, "A.") + "<p>x</p>", authors=(author,))
    client = signed_in(author)
    opened = fields(client, change(post))
    theirs = opened["document"].replace("<p>x</p>", "<p>y</p>")
    assert send(client, change(post), document=theirs).status_code == 302
    mine = opened["document"].replace(
        'data-source-name="Ana Ruz"', 'data-source-name="Ana Ruiz" data-renamed-from="Ana Ruz"'
    )
    assert client.post(change(post), opened | {"document": mine}).status_code == 302
    source.refresh_from_db()
    post.refresh_from_db()
    assert source.name == "Ana Ruiz"
    assert post.pullquotes.get().source == source
    assert "<p>y</p>" in post.html


def test_author_cannot_rename_the_source_of_another(source):
    other = make.user("Author")
    post = make.draft(quote(source, "A."), authors=(other,))
    errors = save_and_get_errors(post, quote(source, "A.", name="Ana Ruiz"), other)
    assert errors == ["Only an editor can rename Ana Ruz. Make a new source instead."]
    save(post, quote(source, "A.", name="Ana Ruiz"), make.user("Editor"))
    source.refresh_from_db()
    assert source.name == "Ana Ruiz"


def test_source_is_not_renamed_without_the_permission_to_change_sources(author, source):
    Group.objects.get(name="Author").permissions.remove(
        Permission.objects.get(codename="change_source")
    )
    post = make.draft(quote(source, "A."), authors=(author,))
    errors = save_and_get_errors(post, quote(source, "A.", name="Ana Ruiz"), author)
    assert errors == ["Only an editor can rename Ana Ruz. Make a new source instead."]


def test_source_is_not_renamed_to_the_name_of_another(author, source):
    Source.objects.create(name="ANA RUIZ", affiliation="high court")
    post = make.draft(quote(source, "A."), authors=(author,))
    errors = save_and_get_errors(post, quote(source, "A.", name="Ana Ruiz"), author)
    assert errors == [
        "There is already another source Ana Ruiz (High Court). Choose that one.",
    ]


def test_source_renamed_meanwhile_is_renamed_by_the_next_save_only(author, source):
    post = make.draft(quote(source, "A."), authors=(author,))
    html = quote(source, "A.", name="Ana Ruiz")
    Source.objects.update(name="Anna Ruz")
    nodes = document.parse(html)
    with pytest.raises(NotSaved):
        save_post(post, by=author, document=nodes)
    assert nodes.errors == [
        "Ana Ruz was renamed to Anna Ruz in the meantime. Save again to rename it to Ana Ruiz."
    ]
    save(post, document.to_html(nodes), author)
    source.refresh_from_db()
    assert source.name == "Ana Ruiz"


def test_source_is_not_renamed_to_two_names(author, source):
    post = make.draft(quote(source, "A.") + "<p>x</p>" + quote(source, "B."), authors=(author,))
    html = quote(source, "A.", name="Ana Ruiz") + "<p>x</p>" + quote(source, "B.", name="Bo Ruiz")
    assert save_and_get_errors(post, html, author) == [
        "Ana Ruz has two new names in this post: Ana Ruiz and Bo Ruiz. Choose one of them."
    ]


def test_renamed_source_that_was_deleted_is_created(author, source):
    html = quote(source, "A.", name="Ana Ruiz")
    source.delete()
    post = make.draft(authors=(author,))
    save(post, html, author)
    assert post.pullquotes.get().source.name == "Ana Ruiz"


def test_revision_does_not_record_the_question(author, source):
    post = make.draft(quote(source, "A."), authors=(author,))
    save(post, quote(source, "A.", name="Ana Ruiz"), author)
    assert "renamed" not in document.to_html(document.load_document(post))
