"""Store the path that a post will have, so that links to it need not read the post."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("transfer", "0006_review_sources")]
    operations = [
        migrations.AddField(
            "importeditem", "planned_path", models.TextField(editable=False, null=True)
        ),
    ]
