"""Background tasks in the desk, listed by their names."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_tasks_db.admin import DBTaskResultAdmin
from django_tasks_db.models import DBTaskResult

from clock.task_names import TASK_NAMES

# Packages whose names say nothing about a task.
_LAYERS = {"blog", "content", "editing", "config", "schedule", "tasks"}

admin.site.unregister(DBTaskResult)
DBTaskResult._meta.verbose_name = _("background task")
DBTaskResult._meta.verbose_name_plural = _("background tasks")


@admin.register(DBTaskResult)
class TaskAdmin(DBTaskResultAdmin):
    list_display: Any = ("name", "status", "enqueued_at", "finished_at")
    list_filter: ClassVar[Any] = ("status",)  # The queue and the priority say nothing to people.
    search_fields = ("task_path",)
    search_help_text = _("Search by the path of a task, as in its technical details")
    change_form_template = "admin/desk/record.html"
    change_list_template = "admin/clock/tasks.html"
    times = ("enqueued_at", "started_at", "finished_at", "display_run_after")

    def get_fieldsets(self, request: HttpRequest, obj: DBTaskResult | None = None) -> Any:
        """Show status, times and an error first, and the rest of the record folded."""
        errors = ("exception_class_path", "formatted_traceback") if obj and obj.traceback else ()
        first = ("status", *self.times, *errors)
        rest = [name for name in self.get_fields(request, obj) if name not in first]
        return [
            (None, {"fields": first}),
            (_("Technical details"), {"fields": rest, "classes": ("collapse",)}),
        ]

    @admin.display(description=_("name"), ordering="task_path")
    def name(self, result: DBTaskResult) -> str:
        return describe_task(result)


def describe_task(result: DBTaskResult) -> str:
    """Return what a task does, and to what: 'Find duplicates (Photos)'; for a task of an earlier
    version, the words of its path."""
    if names := TASK_NAMES.get(result.task_path):
        action, subject = names
        return f"{action} ({capfirst(str(subject))})"
    *modules, function = result.task_path.replace("_", " ").split(".")
    subject = ", ".join([name for name in modules if name not in _LAYERS][-2:])
    action = function.strip().capitalize()
    return f"{action} ({capfirst(subject)})" if subject else action


# Its ID says nothing.
DBTaskResult.add_to_class("__str__", describe_task)
