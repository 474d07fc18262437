"""Due times of periodic tasks."""

from django.db import models


class PeriodicTask(models.Model):
    """`name` is the dotted path of a task; config/schedule.py says how often it runs."""

    name = models.CharField(primary_key=True, max_length=200)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
