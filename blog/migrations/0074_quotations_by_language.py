"""An index of the quotations in one language, the newest published first."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Coalesce, NullIf

SAID_IN = Coalesce(
    NullIf("language", models.Value("")), "post_language", output_field=models.CharField()
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0073_sources_by_given_name")]
    operations = [
        AddIndexConcurrently(
            "pullquote",
            models.Index(
                SAID_IN,
                models.F("published_at").desc(),
                models.F("id").desc(),
                condition=models.Q(published_at__isnull=False),
                name="pullquote_language_newest",
            ),
        ),
    ]
