"""Index quotations without a source by language, for two filters of the desk's list together."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Coalesce, NullIf


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0071_opened_by_index")]
    operations = [
        AddIndexConcurrently(
            model_name="pullquote",
            index=models.Index(
                Coalesce(
                    NullIf("language", models.Value("")),
                    "post_language",
                    output_field=models.CharField(),
                ),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("source__isnull", True), ("speaker__isnull", True)),
                name="pullquote_sourceless_language",
            ),
        ),
    ]
