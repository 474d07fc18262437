"""Index pinned posts."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0035_home_layout")]
    operations = [
        AddIndexConcurrently(
            model_name="post",
            index=models.Index(
                condition=models.Q(("pinned_at__isnull", False)),
                fields=["-pinned_at"],
                name="post_pinned",
            ),
        ),
    ]
