"""Index quotations without a source, for the desk's list."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0053_quotations_by_kind")]
    operations = [
        AddIndexConcurrently(
            model_name="pullquote",
            index=models.Index(
                condition=models.Q(("source__isnull", True), ("speaker__isnull", True)),
                fields=["-id"],
                name="pullquote_without_source",
            ),
        ),
    ]
