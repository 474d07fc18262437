"""Find the pages that an author opened."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0070_opened_by")]

    operations = [
        AddIndexConcurrently(
            model_name="quotedpage",
            index=models.Index(
                condition=models.Q(("opened_by__isnull", False)),
                fields=["opened_by"],
                name="quotedpage_opened_by",
            ),
        ),
    ]
