"""Compare existing notes with the constraint of their blocks."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("blog", "0029_note_blocks")]
    operations = [ValidateConstraint("note", "note_block_named")]
