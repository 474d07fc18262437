"""Background tasks in the desk, listed by their names."""

from typing import Any

from django.contrib import admin
from django_tasks_db.admin import DBTaskResultAdmin
from django_tasks_db.models import DBTaskResult

admin.site.unregister(DBTaskResult)


@admin.register(DBTaskResult)
class TaskAdmin(DBTaskResultAdmin):
    list_display: Any = ("task_name", "status", "enqueued_at", "started_at", "finished_at")
    search_fields = ("task_path",)
