"""Admin forms that two people may have open at the same time."""

from blog.admin.locking import LockingAdmin
from blog.common.conflict_forms import EditConflictForm


class EditConflictAdmin(LockingAdmin):
    """Save only the fields that this user changed. A subclass's `form` must be a EditConflictForm."""

    form = EditConflictForm
