"""Constraints of the site's pictures, not compared with the row yet, and the page cache."""

import django.db.models.deletion
from django.db import migrations, models

from lib.sql_files import run_sql

_TABLE = "blog_sitesettings"
_ADD = (
    "ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_{field}_fk,"
    " ADD CONSTRAINT {table}_{field}_fk FOREIGN KEY ({field}_id) REFERENCES blog_photo (id)"
    " DEFERRABLE INITIALLY DEFERRED NOT VALID"
)
_DROP = "ALTER TABLE {table} DROP CONSTRAINT {table}_{field}_fk"


def _constrain(name, label, help_text):
    return migrations.RunSQL(
        _ADD.format(table=_TABLE, field=name),
        _DROP.format(table=_TABLE, field=name),
        state_operations=[
            migrations.AlterField(
                "sitesettings",
                name,
                models.ForeignKey(
                    to="blog.photo",
                    on_delete=django.db.models.deletion.PROTECT,
                    null=True,
                    blank=True,
                    db_index=False,
                    related_name="+",
                    verbose_name=label,
                    help_text=help_text,
                ),
            )
        ],
    )


class Migration(migrations.Migration):
    dependencies = [("blog", "0032_appearance")]
    operations = [
        _constrain(
            "icon",
            "icon",
            "Shown in tabs, on home screens and in feed readers. A square PNG of 192 to 1024 pixels.",
        ),
        _constrain(
            "icon_dark",
            "icon on dark screens",
            "For tabs of browsers that are set to dark colours. Leave empty to use the same icon.",
        ),
        _constrain(
            "logo",
            "logo",
            "Shown in place of the site’s name. Search engines see it as the logo of the publisher. A PNG or WebP with a transparent background fits every page.",
        ),
        _constrain(
            "logo_dark",
            "logo on dark screens",
            "For readers whose device is set to dark colours. Leave empty to use the same logo.",
        ),
        _constrain(
            "share_picture",
            "sharing picture",
            "Shown where somebody shares the home page, or a page without a card of its own. Best with 1200 × 630 pixels.",
        ),
        run_sql("blog/sql/0033_site_pictures.sql"),
    ]
