"""Where the words of a phrase stand side by side: in quotations."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

import blog.search_index


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0055_pairs_in_posts")]
    operations = [
        AddIndexConcurrently(
            "pullquote",
            GinIndex(
                blog.search_index.Pairs(),
                condition=models.Q(published_at__isnull=False),
                fastupdate=False,
                name="pullquote_pairs",
            ),
        ),
    ]
