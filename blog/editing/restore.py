"""Restoring a revision of a post, or one block of it."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from blog import revisions
from blog.content import document as documents
from blog.content.document import Document, facts
from blog.corrections import CorrectionNote
from blog.editing.requirements import NotSaved
from blog.editing.save_post import SavedPost, lock_post, save_post
from blog.models import Post
from blog.revisions.models import Revision


class StalePost(NotSaved):
    """Somebody saved the post after the person had looked at it."""


def restore_revision(
    post: Post,
    revision: Revision,
    *,
    by: User,
    note: str = "",
    seen: int | None = None,
    correction: CorrectionNote | None = None,
) -> SavedPost:
    """Restore title, language, summary, labels and document, and the authors if this person may
    set them. `seen` is the key of the latest revision that the person had seen.

    Raises NotAllowed, NotSaved, CorrectionRequired or StalePost, with nothing changed."""
    with transaction.atomic():
        _require_latest(post, seen)
        is_post = post.kind == Post.Kind.POST
        authors = None
        if is_post and revision.byline and by.has_perm("blog.edit_all"):
            authors = revisions.filter_known_authors(revision.byline) or None
        return save_post(
            post,
            by=by,
            fields={name: revision.fields[name] for name in Revision.RESTORED_FIELDS},
            document=_parse("".join(revisions.load_blocks(revision))),
            labels=revision.labels if is_post else None,
            authors=authors,
            note=note,
            correction=correction,
        )


def restore_block(
    post: Post,
    revision: Revision,
    *,
    by: User,
    block: int,
    at: int,
    replace: bool,
    note: str = "",
    seen: int | None = None,
    correction: CorrectionNote | None = None,
) -> SavedPost:
    """Restore the paragraph or other block number `block` of a revision, counted from 0 as
    `revisions.split_paragraphs` divides it: before the present one number `at`, or in its place.

    Raises IndexError where there is no such block, else as `restore_revision`."""
    with transaction.atomic():
        _require_latest(post, seen)
        html = revisions.split_paragraphs(revisions.load_blocks(revision))[block]
        stored = documents.blocks_to_html(documents.load_document(post))
        present = revisions.split_paragraphs(stored)
        at = min(at, len(present))
        present[at : at + replace] = [html]
        text = _parse("".join(present))
        return save_post(post, by=by, document=text, note=note, correction=correction)


def _require_latest(post: Post, seen: int | None) -> None:
    lock_post(post)
    if seen is not None and seen != revisions.get_latest_id(post):
        raise StalePost(
            [
                _(
                    "Nothing was restored, because the post was saved again in the "
                    "meantime. Look at the latest version first."
                )
            ]
        )


def _parse(html: str) -> Document:
    """What was corrected since at a source or photo is a fact, and stays."""
    nodes = documents.parse(html)
    facts.apply_facts(nodes, facts.load_facts(nodes))
    return nodes
