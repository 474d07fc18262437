"""Index quotations by kind, for the desk's list."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0052_quotations_by_language")]
    operations = [
        AddIndexConcurrently(
            model_name="pullquote",
            index=models.Index(fields=["is_inline", "-id"], name="pullquote_by_kind"),
        ),
    ]
