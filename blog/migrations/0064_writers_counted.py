"""What each writer has written so far, now that the trigger counts what comes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("blog", "0063_writer_tallies")]
    operations = [
        migrations.RunSQL("SELECT blog_writertally_recount()", migrations.RunSQL.noop),
    ]
