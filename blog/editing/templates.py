"""Templates: posts that are never public, from which others begin."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from blog import revisions
from blog.editing.duplicate import copy_post
from blog.editing.save_post import SavedPost
from blog.models import Post
from blog.workflow import NotAllowed


def find_templates(user: User) -> QuerySet[Post]:
    """Filter the templates that a user may begin a post from: all, for those who may write."""
    templates = Post.objects.filter(is_template=True).exclude(status=Post.Status.TRASHED)
    return templates if user.has_perm("blog.add_post") else templates.none()


def save_as_template(post: Post, *, by: User) -> SavedPost:
    """Copy a post into a template of the user's. Raises as `duplicate_post`; as many queries."""
    with transaction.atomic():
        if not Post.objects.visible_to(by).filter(pk=post.pk).exists():
            raise NotAllowed(_("You are not allowed to duplicate this post."))
        note = revisions.build_title_note("template", post.title)
        return copy_post(post, by=by, title=post.title, note=note, is_template=True)


def create_from_template(template: Post, *, by: User) -> SavedPost:
    """Create a draft by the user with all that a template has. Raises as `duplicate_post`."""
    with transaction.atomic():
        if not find_templates(by).filter(pk=template.pk).exists():
            raise NotAllowed(_("This template no longer exists."))
        note = revisions.build_title_note("from_template", template.title)
        return copy_post(template, by=by, title=template.title, note=note)
