"""Index quotations without an address, for the desk's list."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0054_quotations_without_source")]
    operations = [
        AddIndexConcurrently(
            model_name="pullquote",
            index=models.Index(
                condition=models.Q(("url", "")),
                fields=["-id"],
                name="pullquote_without_address",
            ),
        ),
    ]
