"""Admin forms that two people may have open at the same time."""

from blog.admin.locking import LockingAdmin
from blog.common.conflict_forms import EditConflictForm


class EditConflictAdmin(LockingAdmin):
    """Save only the fields that this user changed. A custom `form` must be an EditConflictForm."""

    form = EditConflictForm
