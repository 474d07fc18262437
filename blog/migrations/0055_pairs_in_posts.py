"""Where the words of a phrase stand side by side: in posts."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

import blog.search_index


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0054_pairs_of_words")]
    operations = [
        AddIndexConcurrently(
            "post",
            GinIndex(
                blog.search_index.Pairs(),
                condition=models.Q(status="published"),
                fastupdate=False,
                name="post_published_pairs",
            ),
        ),
    ]
