"""How many posts that are not out have a label."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0058_posts_found_on_the_desk")]
    operations = [
        AddIndexConcurrently(
            "labelling",
            models.Index(
                fields=["tag"],
                condition=models.Q(published_at__isnull=True),
                name="labelling_not_published",
            ),
        ),
    ]
