"""Show in posts what became of quotations at their sources, unless a site hides it; link their pages
to public archives, if a site names any."""

from django.db import migrations, models

import blog.common.archive_links


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
        migrations.AddField(
            model_name="sitesettings",
            name="archives",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Pages of quotations link to copies of their source in these archives. One per line: a name and an address, such as ‘Internet Archive https://web.archive.org/web/{time}/{url}’.",
                max_length=2000,
                validators=[blog.common.archive_links.validate_archives],
                verbose_name="public archives",
            ),
        ),
    ]
