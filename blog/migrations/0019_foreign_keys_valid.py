"""Compare the rows with the constraints of 0018, which blocks nobody."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("blog", "0018_foreign_keys_not_valid")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE blog_source VALIDATE CONSTRAINT blog_source_portrait_fk",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "ALTER TABLE blog_photo VALIDATE CONSTRAINT blog_photo_agency_fk",
            migrations.RunSQL.noop,
        ),
    ]
