"""Constraints of the portrait of a source and the agency of a photo, not compared with rows yet."""

import django.db.models.deletion
from django.db import migrations, models

_ADD = (
    "ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name},"
    " ADD CONSTRAINT {name} FOREIGN KEY ({column}) REFERENCES {to} (id)"
    " DEFERRABLE INITIALLY DEFERRED NOT VALID"
)
_DROP = "ALTER TABLE {table} DROP CONSTRAINT {name}"
_PORTRAIT = {
    "table": "blog_source",
    "name": "blog_source_portrait_fk",
    "column": "portrait_id",
    "to": "blog_photo",
}
_AGENCY = {
    "table": "blog_photo",
    "name": "blog_photo_agency_fk",
    "column": "agency_id",
    "to": "blog_source",
}


class Migration(migrations.Migration):
    dependencies = [("blog", "0017_source_duplicates")]
    operations = [
        migrations.RunSQL(
            _ADD.format(**_PORTRAIT),
            _DROP.format(**_PORTRAIT),
            state_operations=[
                migrations.AlterField(
                    "source",
                    "portrait",
                    models.ForeignKey(
                        to="blog.photo",
                        on_delete=django.db.models.deletion.PROTECT,
                        null=True,
                        blank=True,
                        db_index=False,
                        related_name="portrayed_sources",
                        verbose_name="portrait",
                    ),
                )
            ],
        ),
        migrations.RunSQL(
            _ADD.format(**_AGENCY),
            _DROP.format(**_AGENCY),
            state_operations=[
                migrations.AlterField(
                    "photo",
                    "agency",
                    models.ForeignKey(
                        to="blog.source",
                        on_delete=django.db.models.deletion.SET_NULL,
                        null=True,
                        blank=True,
                        db_index=False,
                        related_name="photos",
                        verbose_name="agency",
                        help_text="The agency or person who owns the picture.",
                    ),
                )
            ],
        ),
    ]
