"""Remove the index of the texts of photos without the names of their files."""

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0087_photo_texts_and_name")]
    operations = [RemoveIndexConcurrently("photo", "photo_searched")]
