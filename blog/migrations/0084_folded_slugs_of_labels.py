"""Find labels by addresses with other capitals or accents."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from blog.common.text.folding import Folded


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0083_folded_slugs_of_posts")]
    operations = [
        AddIndexConcurrently("label", models.Index(Folded("slug"), name="label_by_folded_slug")),
    ]
