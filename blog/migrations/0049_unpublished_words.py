"""Index the words of unpublished posts, for the desk's search in texts."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0048_evidence_hosts")]
    operations = [
        AddIndexConcurrently(
            model_name="post",
            index=GinIndex(
                condition=models.Q(("status", "published"), _negated=True),
                fields=["search"],
                name="post_unpublished_words",
            ),
        ),
    ]
