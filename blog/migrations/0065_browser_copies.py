"""Copies of pages as a browser shows them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blog", "0064_first_steps")]
    operations = [
        migrations.AddField(
            model_name="pagecopy",
            name="is_rendered",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="shown by a browser"
            ),
        ),
        migrations.AddField(
            model_name="pagecopy",
            name="snapshot",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="pagecopy",
            name="snapshot_hash",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
    ]
