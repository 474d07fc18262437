"""Show in posts what became of quotations at their sources, unless a site hides it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blog", "0060_seals")]

    operations = [
        migrations.AddField(
            model_name="sitesettings",
            name="verdicts_in_posts",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="The page of a quotation shows it in any case.",
                verbose_name="show in posts what became of quotations at their sources",
            ),
        ),
    ]
