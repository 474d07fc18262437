"""Index the counters of quotations by size, for the desk's list of sources by use."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("blog", "0026_photo_without_alt")]

    operations = [
        AddIndexConcurrently(
            model_name="sourcecounter",
            index=models.Index(fields=["-count"], name="sourcecounter_by_count"),
        )
    ]
