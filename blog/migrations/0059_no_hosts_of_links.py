"""Remove the index of links by host: the lines of `AskedHost` took its place."""

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0058_no_hosts_of_pages")]
    operations = [RemoveIndexConcurrently("link", "link_of_host")]
