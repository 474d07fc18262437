"""Compare the row with the constraints of 0027, which blocks nobody."""

from django.db import migrations

_FIELDS = ("logo", "logo_dark", "icon", "icon_dark", "share_picture")


class Migration(migrations.Migration):
    dependencies = [("blog", "0033_appearance_pictures_not_valid")]
    operations = [
        migrations.RunSQL(
            f"ALTER TABLE blog_sitesettings VALIDATE CONSTRAINT blog_sitesettings_{field}_fk",
            migrations.RunSQL.noop,
        )
        for field in _FIELDS
    ]
