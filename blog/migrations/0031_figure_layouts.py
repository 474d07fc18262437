"""Widths of figures, and galleries."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blog", "0030_note_blocks_valid")]
    operations = [
        migrations.AddField(
            "figure",
            "gallery",
            models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            "figure",
            "layout",
            models.CharField(
                blank=True,
                choices=[("", "Normal"), ("wide", "Wide"), ("full", "Full width")],
                db_default="",
                default="",
                max_length=10,
                verbose_name="width",
            ),
        ),
    ]
