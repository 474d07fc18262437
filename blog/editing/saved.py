"""The result of a save."""

from dataclasses import dataclass

from blog.corrections.models import Correction
from blog.models import Post
from blog.revisions.models import Revision
from blog.workflow.models import WorkflowTransition


@dataclass(frozen=True)
class SavedPost:
    """The result of a save.

    `revision` is None without a change; `transition` is the requested one; `withdrawal` is that of
    an approval, which the save ended; `correction` is the note to readers.
    """

    post: Post
    revision: Revision | None
    transition: WorkflowTransition | None = None
    withdrawal: WorkflowTransition | None = None
    correction: Correction | None = None

    @property
    def is_changed(self) -> bool:
        return self.revision is not None
