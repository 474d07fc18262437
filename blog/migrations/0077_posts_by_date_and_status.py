"""Index posts by date and by status, for the desk's list."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0076_merge_later_vacuum_sooner")]
    operations = [
        AddIndexConcurrently("post", models.Index(fields=["published_at"], name="post_by_date")),
        AddIndexConcurrently(
            "post",
            models.Index(fields=["status", "-updated_at", "-id"], name="post_by_status"),
        ),
    ]
