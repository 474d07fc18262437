"""Mark revisions of automatic saves, and record them with the form that made them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blog", "0040_own_posts_roles")]
    operations = [
        migrations.AddField(
            model_name="revision",
            name="is_automatic",
            field=models.BooleanField(db_default=False, default=False, verbose_name="automatic"),
        ),
        migrations.AddField(
            model_name="autosave",
            name="saved_revision",
            field=models.BigIntegerField(null=True),
        ),
    ]
