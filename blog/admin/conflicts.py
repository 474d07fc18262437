"""Admin forms that detect conflicting edits."""

from blog.admin.locking import LockingAdmin
from blog.common.conflict_forms import EditConflictForm


class EditConflictAdmin(LockingAdmin):
    """Save only the changed fields. A custom `form` has to be an EditConflictForm."""

    form = EditConflictForm
