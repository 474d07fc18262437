"""Index the languages of unpublished posts, by which the desk's search parses words."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0049_unpublished_words")]
    operations = [
        AddIndexConcurrently(
            model_name="post",
            index=models.Index(
                condition=models.Q(("status", "published"), _negated=True),
                fields=["language"],
                name="post_unpublished_languages",
            ),
        ),
    ]
