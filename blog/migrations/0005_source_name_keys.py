"""Keys by which sources are found whose names are written in another script."""

from django.db import migrations

from blog.common.db.fields import NameKeysField


class Migration(migrations.Migration):
    dependencies = [("blog", "0004_attribution_urls")]
    operations = [migrations.AddField("source", "name_keys", NameKeysField())]
