"""Index quotations by language, drafts included, for the desk's list."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Coalesce, NullIf


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0051_quotations_by_date_said")]
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
                name="pullquote_by_language",
            ),
        ),
    ]
