"""Index photos without alternative text, for the library's filter."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("blog", "0025_photo_without_credit")]

    operations = [
        AddIndexConcurrently(
            model_name="photo",
            index=models.Index(
                fields=["-created_at", "-id"],
                condition=models.Q(alt="", decorative=False),
                name="photo_without_alt",
            ),
        )
    ]
