"""The desk's list of pages, which are few among a million posts."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0060_corrections_on_the_desk")]
    operations = [
        AddIndexConcurrently(
            "post",
            models.Index(
                fields=["-updated_at", "-id"],
                condition=models.Q(kind="page"),
                name="post_pages_last_changed",
            ),
        ),
    ]
