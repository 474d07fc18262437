"""Index of the keys of names."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0006_fill_source_name_keys")]
    operations = [
        AddIndexConcurrently(
            "source", GinIndex(fields=["name_keys"], fastupdate=False, name="source_name_keys")
        ),
    ]
