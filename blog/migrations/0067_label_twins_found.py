"""The desk's report of labels that may mean the same."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0066_label_twins")]
    operations = [
        AddIndexConcurrently(
            "label",
            models.Index(fields=["id"], condition=models.Q(has_twin=True), name="label_twins"),
        ),
    ]
