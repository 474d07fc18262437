"""When each periodic job is to be done next."""

from django.db import models


class Job(models.Model):
    """`name` is the dotted path of a task; config/schedule.py says how often it runs."""

    name = models.CharField(primary_key=True, max_length=200)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
