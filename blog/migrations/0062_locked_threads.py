"""Which threads are locked, without a look at all comments."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0061_pages_on_the_desk")]
    operations = [
        AddIndexConcurrently(
            "comment",
            models.Index(
                fields=["id"], condition=models.Q(is_locked=True), name="comment_locked"
            ),
        ),
    ]
