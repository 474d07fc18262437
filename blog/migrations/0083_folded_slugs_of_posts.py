"""Find posts by addresses with other capitals or accents."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from blog.common.text.folding import Folded


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0082_last_change_of_dossiers")]
    operations = [
        AddIndexConcurrently(
            "post",
            models.Index(
                Folded("slug"),
                condition=models.Q(("status", "published")),
                name="post_published_folded_slug",
            ),
        ),
    ]
