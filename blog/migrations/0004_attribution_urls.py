"""Whether the URL of a quotation was a link in its attribution."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blog", "0003_roles")]
    operations = [
        migrations.AddField(
            model_name="pullquote",
            name="is_attribution_url",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
    ]
