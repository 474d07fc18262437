"""Allow notes at blocks of any kind; existing rows are not compared with the constraint yet."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blog", "0028_embeds")]
    operations = [
        migrations.RemoveConstraint("note", "note_block_known"),
        AddConstraintNotValid(
            "note",
            models.CheckConstraint(
                condition=models.Q(
                    ("block", ""), ("block__regex", "^[a-z]+-\\d+$"), _connector="OR"
                ),
                name="note_block_named",
            ),
        ),
    ]
