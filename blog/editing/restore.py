"""Restore a revision of a post, or one block of it."""

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
from blog.revisions import GeneratedNote
from blog.revisions.models import Revision


class StalePost(NotSaved):
    """Somebody saved the post after the user opened it."""


def restore_revision(
    post: Post,
    revision: Revision,
    *,
    by: User,
    note: str | GeneratedNote = "",
    seen: int | None = None,
    correction: CorrectionNote | None = None,
) -> SavedPost:
    """Restore title, language, summary, labels and document of a revision.

    Also the authors, if the user may change them. `seen` is the ID of the latest revision that the
    user has seen. Raises NotAllowed, NotSaved, CorrectionRequired or StalePost, and changes nothing
    then.
    """
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
    position: int,
    replace: bool,
    note: str | GeneratedNote = "",
    seen: int | None = None,
    correction: CorrectionNote | None = None,
) -> SavedPost:
    """Restore one block or paragraph of a revision.

    `block` is its index among `revisions.split_paragraphs`. It is inserted before the present block
    at index `position`, or replaces that. Raises IndexError for an unknown block, else as
    `restore_revision`.
    """
    with transaction.atomic():
        _require_latest(post, seen)
        html = revisions.split_paragraphs(revisions.load_blocks(revision))[block]
        stored = documents.blocks_to_html(documents.load_document(post))
        present = revisions.split_paragraphs(stored)
        position = min(position, len(present))
        present[position : position + replace] = [html]
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
    """Parse HTML, with the present facts of sources and photos."""
    nodes = documents.parse(html)
    facts.apply_facts(nodes, facts.load_facts(nodes))
    return nodes
