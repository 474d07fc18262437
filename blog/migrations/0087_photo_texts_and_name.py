"""Index the texts of photos with the names of their files."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Concat

from blog.common.text.folding import Folded


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0086_file_names_of_photos")]
    operations = [
        AddIndexConcurrently(
            "photo",
            GinIndex(
                OpClass(
                    Folded(
                        Concat(
                            "caption",
                            models.Value("\n"),
                            "credit",
                            models.Value("\n"),
                            "alt",
                            models.Value("\n"),
                            "file_name",
                            output_field=models.TextField(),
                        )
                    ),
                    name="gin_trgm_ops",
                ),
                fastupdate=False,
                name="photo_texts_and_name",
            ),
        ),
    ]
