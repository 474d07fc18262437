"""Operations on posts and pages, one function for each action of a user.

    save_post(post, by=user, fields={…}, document=nodes, …)    the form, an import, the demo
    create_posts([NewPost(post, …), …], by=user)               save_post for new ones, an import
    hand_in, request_changes, approve, publish, schedule, unpublish(post, by=user, …)
    restore_revision(post, revision, by=user, …)
    restore_block(post, revision, by=user, block=3, position=5, …)
    duplicate_post(post, by=user)
    save_as_template(post, by=user), create_from_template(template, by=user)
    move_to_trash(posts, by=user), restore_from_trash(posts, by=user)

Each runs in one transaction, locks and validates the post, and writes its rows and everything that
depends on them: the revision, the correction note, the workflow transition and its e-mails, the
approval, check results, redirects and rendering. Each returns a dataclass. A refusal raises
NotAllowed or NotSaved with a message for the user, and changes nothing. No other code writes these
rows; `tests/blog/test_operations.py` enforces that. For photos see `blog.editing.photos`.
"""

from blog.corrections import CorrectionNote
from blog.editing.approvals import record_transition, update_approval
from blog.editing.create_posts import NewPost, create_posts
from blog.editing.duplicate import duplicate_post
from blog.editing.requirements import CorrectionRequired, NotSaved, exclude_public
from blog.editing.restore import StalePost, restore_block, restore_revision
from blog.editing.save_post import FIELDS, lock_post, save_post
from blog.editing.saved import SavedPost
from blog.editing.templates import create_from_template, find_templates, save_as_template
from blog.editing.transitions import (
    apply_transition,
    approve,
    hand_in,
    publish,
    request_changes,
    schedule,
    unpublish,
)
from blog.editing.trash import RestoredPosts, TrashedPosts, move_to_trash, restore_from_trash
from blog.workflow import NotAllowed, Transition

__all__ = [
    "FIELDS",
    "CorrectionNote",
    "CorrectionRequired",
    "NewPost",
    "NotAllowed",
    "NotSaved",
    "RestoredPosts",
    "SavedPost",
    "StalePost",
    "Transition",
    "TrashedPosts",
    "apply_transition",
    "approve",
    "create_from_template",
    "create_posts",
    "duplicate_post",
    "exclude_public",
    "find_templates",
    "hand_in",
    "lock_post",
    "move_to_trash",
    "publish",
    "record_transition",
    "request_changes",
    "restore_block",
    "restore_from_trash",
    "restore_revision",
    "save_as_template",
    "save_post",
    "schedule",
    "unpublish",
    "update_approval",
]
