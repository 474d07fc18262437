"""Find the videos whose poster a photo is."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0074_captions")]

    operations = [
        AddIndexConcurrently(
            model_name="mediafile",
            index=models.Index(
                condition=models.Q(("poster__isnull", False)),
                fields=["poster"],
                name="mediafile_posters",
            ),
        ),
    ]
