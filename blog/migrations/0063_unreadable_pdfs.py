"""More reasons why a page could not be read; the column stays as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blog", "0062_verdicts_and_archives")]
    operations = [
        migrations.AlterField(
            model_name="quotationcheck",
            name="unread_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("robots", "The site does not allow programs to read this page."),
                    ("blocked", "The site refused to show this page."),
                    ("missing", "There is no page at this address."),
                    ("unreachable", "The site did not respond."),
                    ("format", "The file is damaged, or of a kind that is not read."),
                    ("scan", "This PDF has no text: it is a scan or a picture."),
                    (
                        "fonts",
                        "The letters of this PDF cannot be read: its fonts do not name them.",
                    ),
                    ("encrypted", "This PDF is encrypted: it opens only with a password."),
                    ("large", "The page is too large to be read."),
                    ("short", "The page shows too little of the article, as behind a paywall."),
                ],
                db_default="",
                default="",
                max_length=11,
            ),
        ),
    ]
