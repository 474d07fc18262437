"""Drop the index of the order that no list has any more."""

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0072_sources_by_family_name")]
    operations = [RemoveIndexConcurrently("source", "source_by_kind_and_name")]
