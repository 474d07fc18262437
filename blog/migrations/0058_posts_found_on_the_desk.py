"""The desk's search of a million titles: by their letters, three by three."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Concat, Upper


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0057_how_frequent_pairs_are")]
    operations = [
        AddIndexConcurrently(
            "post",
            django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    Upper(
                        Concat(
                            "title", models.Value(" "), "slug", output_field=models.TextField()
                        )
                    ),
                    name="gin_trgm_ops",
                ),
                fastupdate=False,
                name="post_known_by",
            ),
        ),
    ]
