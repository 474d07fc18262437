"""The family name of a person, which lists of sources are sorted by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blog", "0070_autosaves_and_finding_counts")]
    operations = [
        migrations.AddField(
            "source",
            "family_name",
            models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Of a person, to be listed by: Vasseur, of Hélène Vasseur.",
                max_length=200,
                verbose_name="family name",
            ),
        ),
    ]
