"""Pages of the desk that two people may have open at the same time."""

from blog.admin.locking import LockingAdmin
from blog.common.conflict_forms import MeetingForm


class MeetingAdmin(LockingAdmin):
    """Saves what this person changed, and nothing else. A `form` of its own is a MeetingForm."""

    form = MeetingForm
