"""Remove the index of pages by host: the lines of `AskedHost` took its place."""

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0057_handed_in_copies")]
    operations = [RemoveIndexConcurrently("quotedpage", "quotedpage_of_host")]
