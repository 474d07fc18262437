"""Index the embeds that show a file."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0037_media_files")]
    operations = [
        AddIndexConcurrently(
            "embed",
            models.Index(
                condition=models.Q(("file", None), _negated=True),
                fields=["file"],
                name="embed_of_file",
            ),
        )
    ]
