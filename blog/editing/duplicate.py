"""Duplicate posts."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from blog import revisions
from blog.content import document as documents
from blog.content.document import Document, facts
from blog.content.document.nodes import EmbedNode, FigureNode, FileNode
from blog.editing.save_post import SavedPost, save_post
from blog.models import Post
from blog.revisions import GeneratedNote
from blog.workflow import NotAllowed

MAX_TITLE_LENGTH: int = Post._meta.get_field("title").max_length or 0


def duplicate_post(post: Post, *, by: User) -> SavedPost:
    """Create a draft by the user with the title, text, labels, summary and language of a post.

    Photos and sources are referred to, not copied. Everything else belongs to the original: date,
    address, comments and their settings, authors, notes, share links, corrections and history.
    Raises NotAllowed, and NotSaved for a text that cannot be stored any more. Eight queries, and
    those of a save.
    """
    with transaction.atomic():
        if post.kind != Post.Kind.POST or not Post.objects.visible_to(by).filter(pk=post.pk):
            raise NotAllowed(_("You are not allowed to duplicate this post."))
        note = revisions.build_title_note("copy", post.title)
        return copy_post(post, by=by, title=_build_title(post.title), note=note)


def copy_post(
    post: Post, *, by: User, title: str, note: GeneratedNote, is_template: bool = False
) -> SavedPost:
    """Copy a post without checking who may do so. Seven queries, and those of a save."""
    return save_post(
        Post(is_template=is_template),
        by=by,
        fields={"title": title, "summary": post.summary, "language": post.language},
        document=_load_copy(post),
        labels=list(post.labels.values_list("name", flat=True)),
        note=note,
    )


def _load_copy(post: Post) -> Document:
    """Load the text of a post as that of a new one: without the keys of its blocks."""
    nodes = documents.load_document(post)
    for quotation in nodes.all_quotations:
        for paragraph in quotation.paragraphs:
            paragraph.pk = None
    for node in nodes.all_nodes:
        if isinstance(node, FigureNode | EmbedNode | FileNode):
            node.pk = None
    copy = documents.parse(documents.to_html(nodes))
    facts.apply_facts(copy, facts.load_facts(copy))
    return copy


def _build_title(title: str) -> str:
    """Return the title of a copy, shortened so that the column takes it."""
    pattern = _("%(title)s (copy)")
    room = MAX_TITLE_LENGTH - len(pattern % {"title": ""})
    return pattern % {"title": title[:room].rstrip()}
