"""An index in the order of the lists of sources."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Concat, Lower, LTrim

SORT_NAME = Lower(
    LTrim(Concat("family_name", models.Value(" "), "name", output_field=models.TextField()))
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0071_family_names")]
    operations = [
        AddIndexConcurrently(
            "source", models.Index("kind", SORT_NAME, "id", name="source_by_kind_and_sort_name")
        ),
    ]
