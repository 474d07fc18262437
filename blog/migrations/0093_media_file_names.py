"""Find media files by their name in storage, to which links lead."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0092_rendering_tasks")]
    operations = [
        AddIndexConcurrently("mediafile", models.Index(fields=["file"], name="mediafile_name")),
    ]
