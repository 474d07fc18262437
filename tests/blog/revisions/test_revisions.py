"""Revisions: recording, comparing and restoring them."""

import pytest
from django.db import connection

from blog import editing, revisions
from blog.common import markup
from blog.content import document
from blog.models import (
    Photo,
    Post,
    PullQuote,
    Source,
)
from blog.revisions.models import Revision, RevisionBlock
from tests.support import factories as make

pytestmark = pytest.mark.django_db
TYPO = editing.CorrectionNote("typo")


def save_post(post: Post, html: str, user=None, **fields) -> Revision | None:
    """Save a post as the admin does."""
    user = user or make.user("Editor")
    for name, value in fields.items():
        setattr(post, name, value)
    post.save()
    nodes = document.parse(html)
    document.check(nodes, post, user, publishing=False)
    assert not nodes.errors, nodes.errors
    document.save(post, nodes, user)
    return revisions.record(post, user)


def get_editor_html(post: Post) -> str:
    """Return the HTML of the editor, without IDs."""
    nodes = document.load_document(post)
    for node in nodes.nodes:
        for paragraph in getattr(node, "paragraphs", []):
            paragraph.pk = None
    return "".join(document.blocks_to_html(nodes))


def compare_kinds(one: Revision, other: Revision) -> list[tuple[str, str]]:
    changes = revisions.compare(revisions.load_blocks(one), revisions.load_blocks(other))
    return [(change.kind, change.html) for change in changes]


def test_save_without_change_records_no_revision():
    post, editor = make.post(), make.user("Editor")
    first = save_post(post, "<p>One.</p>" + make.quotation("“Said.”", attribution="Ana"), editor)
    assert save_post(post, document.to_html(document.load_document(post, editor)), editor) is None
    second = save_post(post, "<p>Two.</p>", editor, title="Other")
    assert [r.by for r in (first, second)] == [editor, editor]
    assert list(post.revisions.latest_first()) == [second, first]


@pytest.mark.slow
def test_revision_stores_only_changed_blocks():
    post, quotation = make.post(), make.quotation("“Said.”", attribution="Ana")
    save_post(post, f"<p>One.</p>{quotation}<p>Three.</p>")
    before = RevisionBlock.objects.count()
    for number in range(5):
        html = document.to_html(document.load_document(post, make.user("Editor")))
        save_post(post, html.replace("One.", f"One {number}.").replace("<p>One 0.", "<p>One."))
    assert RevisionBlock.objects.count() - before <= 5
    assert {len(r.block_ids) for r in post.revisions.all()} == {3}


def test_restored_revision_keeps_publication_state():
    post, editor = make.post(labels=["China"]), make.user("Editor")
    html = "<p>One.</p>" + make.quotation("“Said.”", attribution="Ana", source_name="Ana")
    old = save_post(post, html, editor, title="Old", summary="Short", slug="old", language="fr")
    html_before = get_editor_html(post)
    post.labels.set(["Other"])
    save_post(post, "<p>All else.</p>", editor, title="New", summary="", slug="new", language="en")
    restored = editing.restore_revision(
        post, old, by=editor, note="Restored", correction=TYPO
    ).revision
    post.refresh_from_db()
    assert (post.title, post.summary, post.language, post.slug) == ("Old", "Short", "fr", "new")
    assert [label.name for label in post.labels.all()] == ["China"]
    assert get_editor_html(post) == html_before
    assert (restored.note, restored.by, restored.labels) == ("Restored", editor, ["China"])
    assert "One." in post.html


@pytest.mark.parametrize("role", ["Editor", "Author"])
def test_restored_byline_requires_permission_to_set_it(role):
    then, now, gone = (make.user("Author") for _ in range(3))
    post = make.post(authors=(then, gone))
    old = save_post(post, "<p>One.</p>")
    revisions.set_byline(post, [now.pk, then.pk])
    new = revisions.record(post, None)
    assert (old.byline, new.byline) == ([then.pk, gone.pk], [now.pk, then.pk])
    gone.delete()
    assert revisions.format_bylines(old.byline) == [f"{then}, –"]
    by = then if role == "Author" else make.user(role)
    editing.restore_revision(post, old, by=by, correction=TYPO)
    assert revisions.load_byline(post) == ([then.pk] if role == "Editor" else new.byline)


def test_restored_byline_of_deleted_accounts_keeps_current_one():
    gone = make.user("Author")
    post = make.post(authors=(gone,))
    old = save_post(post, "<p>One.</p>")
    now = make.user("Author")
    revisions.set_byline(post, [now.pk])
    gone.delete()
    editing.restore_revision(post, old, by=make.user("Editor"))
    assert revisions.load_byline(post) == [now.pk]


def test_restored_block_leaves_other_blocks_unchanged():
    post, editor = make.post(), make.user("Editor")
    quotation = make.quotation("“Said.”", attribution="Ana")
    old = save_post(post, f"<p>One.</p>{quotation}<p>Two.</p>", editor)
    new = save_post(post, "<p>One, and two.</p>", editor)
    changes = revisions.compare(revisions.load_blocks(old), revisions.load_blocks(new))
    gone = next(change for change in changes if "Said." in change.html)
    block, index = gone.old_index, gone.new_index
    editing.restore_block(
        post, old, by=editor, block=block, position=index, replace=False, correction=TYPO
    )
    assert PullQuote.objects.filter(post=post).count() == 1
    assert "One, and two." in get_editor_html(post)


def test_restored_revision_keeps_corrected_sources_and_photos():
    editor = make.user("Editor")
    photo, source = make.photo(editor), Source.objects.create(name="Ana", role="judge")
    html = make.quotation(
        "“Said.”",
        source=str(source.pk),
        source_name="Ana",
        source_role="judge",
        source_kind="person",
    )
    post = make.post()
    old = save_post(post, html + make.figure(photo, caption="Then"), editor)
    Source.objects.filter(pk=source.pk).update(name="Ana B.", role="minister")
    Photo.objects.filter(pk=photo.pk).update(credit="Right/One", alt="Better")
    save_post(post, "<p>Nothing.</p>", editor)
    editing.restore_revision(post, old, by=editor, correction=TYPO)
    source.refresh_from_db()
    photo.refresh_from_db()
    assert (source.name, source.role, Source.objects.count()) == ("Ana B.", "minister", 1)
    assert (photo.credit, photo.alt) == ("Right/One", "Better")
    assert post.pullquotes.get().source == source
    assert post.figures.get().caption == "Then"


def test_restore_with_deleted_photo_is_refused_with_reason():
    post, editor = make.post(), make.user("Editor")
    photo = make.photo(editor)
    old = save_post(post, "<p>One.</p>" + make.figure(photo), editor, title="Old")
    save_post(post, "<p>Two.</p>", editor, title="New")
    photo.delete()
    with pytest.raises(editing.NotSaved, match="cannot use this picture"):
        editing.restore_revision(post, old, by=editor, correction=TYPO)
    post.refresh_from_db()
    assert (post.title, get_editor_html(post), post.revisions.count()) == ("New", "<p>Two.</p>", 2)


COMPARED = [
    ("<p>The same.</p>", "<p>The same.</p>", [("same", "<p>The same.</p>")]),
    (
        "<p>He said no word.</p>",
        "<p>He said a word.</p>",
        [("changed", "<p>He said <ins>a word.</ins> <del>no word.</del> </p>")],
    ),
    ("", "<p>New.</p>", [("added", "<p>New.</p>")]),
    ("<p>Old.</p>", "", [("removed", "<p>Old.</p>")]),
]


@pytest.mark.parametrize(("before", "after", "changes"), COMPARED)
def test_comparison_marks_changed_words(before, after, changes):
    result = revisions.compare([before] if before else [], [after] if after else [])
    assert [(c.kind, " ".join(c.html.split())) for c in result] == changes


LONG_LINE = "Ada Lind, director of the harbour authority of the city, in a letter of 3 March 2024"


@pytest.mark.parametrize("text", ["“No.”", "“Not in my time.”"])
def test_quotation_with_other_attribution_is_one_changed_block(text):
    post, editor = make.post(), make.user("Editor")
    old = save_post(post, make.quotation(text, attribution="Bo Ek", source_name="Bo Ek"), editor)
    html = document.to_html(document.load_document(post, editor))
    html = html.replace("Bo Ek", LONG_LINE).replace("data-said", 'data-language="sv" data-said')
    new = save_post(post, html, editor)
    (change,) = revisions.compare(revisions.load_blocks(old), revisions.load_blocks(new))
    assert change.kind == "changed"
    block, index = change.old_index, change.new_index
    editing.restore_block(
        post, old, by=editor, block=block, position=index, replace=True, correction=TYPO
    )
    assert [quotation.attribution for quotation in post.pullquotes.all()] == ["Bo Ek"]


def test_comparison_of_details_shows_both_values_below_label():
    one, other = (
        make.quotation("“No.”", attribution=name, **more)
        for name, more in (("Bo Ek", {"url": "https://a.example/"}), ("Ada Ek", {"said": "2024"}))
    )
    (change,) = revisions.compare([one], [other])
    assert "<p>“No.”</p>" in change.html
    details = "".join(change.html.partition("<dl>")[2].split("\n"))
    assert details == (
        "<dt>Attribution</dt><dd><del>Bo Ek</del> <ins>Ada Ek</ins></dd>"
        "<dt>Source URL</dt><dd><del>https://a.example/</del></dd>"
        "<dt>Date said</dt><dd><ins>2024</ins></dd></dl>"
    )
    assert "<dt>Said" not in change.before and "<dt>Where" not in change.after
    assert "Bo Ek" in change.before and "Ada Ek" in change.after


def test_figure_with_same_photo_is_one_changed_block():
    photo = make.photo(make.user("Editor"))
    one, other = (make.figure(photo, caption=text) for text in ("Old.", LONG_LINE))
    assert [change.kind for change in revisions.compare([one], [other])] == ["changed"]


def test_comparison_of_long_block_of_one_word_is_fast():
    """Each with each, it takes minutes."""
    original = [f"the word{n}" if n % 3 else "the" for n in range(3000)]
    others = [f"x{n}" if n % 10 == 1 else word for n, word in enumerate(original)]
    one, other = (f"<p>{' '.join(text)}</p>" for text in (original, others))
    (change,) = revisions.compare([one], [other])
    assert change.kind == "changed"
    assert "x11</ins>" in change.html
    assert [markup.plain_text(html).split() for html in (change.before, change.after)] == [
        *(markup.plain_text(html).split() for html in (one, other))
    ]


def test_comparison_of_long_document_of_one_block_is_fast():
    """Each with each, it takes minutes."""
    before = ["<p>…</p>" if n % 3 else f"<p>{n}</p>" for n in range(9000)]
    after = [f"<p>x{n}</p>" if n % 100 == 0 else html for n, html in enumerate(before)]
    changes = revisions.compare(before, after, markup.mark_clean)
    assert [change.before for change in changes if change.before] == before
    assert [change.after for change in changes if change.after] == after
    merged = revisions.merge(before[:3000], after[:3000], before[:3000], "BOTH")
    assert (merged.html, merged.conflicts) == ("".join(after[:3000]), 0)


def test_restored_prose_block_changes_only_one_paragraph():
    post, editor = make.post(), make.user("Editor")
    lines = [f"<p>Line number {n} of the prose.</p>" for n in range(9)]
    old = save_post(post, "".join(lines), editor)
    lines[2], lines[6] = "<p>Line number two of the prose.</p>", "<p>A colleague’s line.</p>"
    new = save_post(post, "".join(lines), editor)
    changes = revisions.compare(revisions.load_blocks(old), revisions.load_blocks(new))
    differing = [change for change in changes if change.kind != "same"]
    assert [change.kind for change in differing] == ["changed", "added", "removed"]
    editing.restore_block(
        post,
        old,
        by=editor,
        block=differing[0].old_index,
        position=differing[0].new_index,
        replace=True,
        correction=TYPO,
    )
    lines[2] = "<p>Line number 2 of the prose.</p>"
    assert get_editor_html(post) == "".join(lines)


HOSTILE = [
    "<script>alert(1)</script>",
    "<p onclick=x>a</p>",
    "<ins>x</ins></dl></div>",
    "<p>&lt;b&gt;",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_comparison_of_hostile_html_is_sanitized(hostile):
    for change in revisions.compare([f"<p>a {hostile}</p>"], [f"<p>b {hostile}</p>"]):
        assert "<script" not in change.html + change.before + change.after
        assert "onclick" not in change.html + change.before + change.after


def test_new_revision_in_small_table_reads_only_its_own_blocks() -> None:
    def count_scans() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'blog_revisionblock'"
            )
            return cursor.fetchone()[0]

    post = make.post()
    texts = (f"<p>{number}</p>" for number in range(3))
    blocks = [RevisionBlock.objects.create(sha256=text.encode(), html=text) for text in texts]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE blog_revisionblock")
    before = count_scans()
    Revision.objects.create(post=post, fields={}, block_ids=[blocks[0].pk])
    assert count_scans() == before
