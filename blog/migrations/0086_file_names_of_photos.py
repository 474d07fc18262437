"""Store the names of uploaded pictures, by which authors search the library."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blog", "0085_folded_slugs_of_sources")]
    operations = [
        migrations.AddField(
            "photo",
            "file_name",
            models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=200
            ),
        ),
    ]
