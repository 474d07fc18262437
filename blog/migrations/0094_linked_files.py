"""Links of posts to media files, as uses of these."""

import django.db.models.deletion
from django.db import migrations, models

from lib.sql_files import run_sql


class Migration(migrations.Migration):
    dependencies = [("blog", "0093_media_file_names")]
    operations = [
        migrations.CreateModel(
            "LinkedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "post",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="linked_files",
                        to="blog.post",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="blog.mediafile",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("post", "file"), name="linkedfile_unique")
                ],
            },
        ),
        run_sql("blog/sql/0094_linked_files.sql"),
    ]
