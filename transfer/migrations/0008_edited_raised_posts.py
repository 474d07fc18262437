"""Store which posts an undone decision left as they are, so that the others can be undone in parts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("transfer", "0007_planned_paths")]
    operations = [
        migrations.AddField(
            "raisedpost", "is_edited", models.BooleanField(db_default=False, default=False)
        ),
    ]
