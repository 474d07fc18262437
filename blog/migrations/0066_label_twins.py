"""Whether another label is called nearly the same."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blog", "0065_comments_of_guests_and_accounts")]
    operations = [
        migrations.AddField(
            "label", "has_twin", models.BooleanField(db_default=False, default=False, editable=False)
        ),
    ]
