"""The desk's list of corrections, the last first."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0059_labels_of_drafts")]
    operations = [
        AddIndexConcurrently(
            "correction", models.Index(fields=["-at", "-id"], name="correction_last_first")
        ),
    ]
