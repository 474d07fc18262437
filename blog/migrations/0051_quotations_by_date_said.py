"""Index quotations by date said, for the desk's list."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0050_unpublished_languages")]
    operations = [
        AddIndexConcurrently(
            model_name="pullquote",
            index=models.Index(
                models.OrderBy(models.F("said_on"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                name="pullquote_by_date_said",
            ),
        ),
    ]
