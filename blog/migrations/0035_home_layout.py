"""The home page keeps the layout that it had together with the feeds."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("blog", "0034_appearance_pictures_valid")]
    operations = [
        migrations.RunSQL(
            "UPDATE blog_sitesettings SET home_layout = posts_shown_as",
            migrations.RunSQL.noop,
        )
    ]
