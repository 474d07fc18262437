"""Names and help texts of fields, which are no part of the database."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import blog.common.site_links


def created_at() -> models.DateTimeField:
    return models.DateTimeField(
        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="created"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0080_media_take_downs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AlterField("ban", "created_at", created_at()),
        migrations.AlterField(
            "ban", "label", models.CharField(editable=False, max_length=150, verbose_name="banned")
        ),
        migrations.AlterField(
            "correction",
            "by",
            models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="corrections",
                to=settings.AUTH_USER_MODEL,
                verbose_name="created by",
            ),
        ),
        migrations.AlterField("correction", "created_at", created_at()),
        migrations.AlterField(
            "rule",
            "by",
            models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                to=settings.AUTH_USER_MODEL,
                verbose_name="created by",
            ),
        ),
        migrations.AlterField("rule", "created_at", created_at()),
        migrations.AlterField(
            "sitesettings",
            "comments_mode",
            models.CharField(
                choices=[
                    ("open", "Open"),
                    ("moderated", "Moderated: each comment needs approval"),
                    ("closed", "Closed"),
                ],
                default="open",
                max_length=9,
                verbose_name="comment policy",
            ),
        ),
        migrations.AlterField(
            "sitesettings",
            "footer_links",
            models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text=(
                    "One link per line. Empty: authors, all pages, and corrections, dossiers and comparisons if "
                    "there are any. The link to sign in always follows."
                ),
                max_length=2000,
                validators=[blog.common.site_links.validate_site_links],
                verbose_name="links in the footer",
            ),
        ),
        migrations.AlterField(
            "sitesettings",
            "verdicts_in_posts",
            models.BooleanField(
                db_default=True,
                default=True,
                help_text="The page of a quotation shows it in any case.",
                verbose_name="show in posts whether sources still have their quotations",
            ),
        ),
    ]
