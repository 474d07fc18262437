"""Admin of background tasks: names that the desk uses."""

from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

DBTaskResult._meta.verbose_name = _("background task")
DBTaskResult._meta.verbose_name_plural = _("background tasks")
# Its ID says nothing.
DBTaskResult.add_to_class("__str__", lambda self: self.task_name)
