from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blog", "0088_remove_photo_searched")]
    operations = [
        migrations.AddField(
            "revision", "generated_note", models.JSONField(editable=False, null=True)
        ),
    ]
