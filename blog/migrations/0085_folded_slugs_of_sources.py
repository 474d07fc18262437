"""Find sources by addresses with other capitals or accents."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from blog.common.text.folding import Folded


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0084_folded_slugs_of_labels")]
    operations = [
        AddIndexConcurrently("source", models.Index(Folded("slug"), name="source_by_folded_slug")),
    ]
