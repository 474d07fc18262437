"""Help texts of the lists of links, which are edited in rows."""

from django.db import migrations, models

import blog.common.site_links


class Migration(migrations.Migration):
    dependencies = [("blog", "0089_generated_notes")]
    operations = [
        migrations.AlterField(
            "sitesettings",
            "footer_links",
            models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text=(
                    "Each link has a name and an address. Empty: authors, all pages, and corrections, dossiers and "
                    "comparisons if there are any. The link to sign in always follows."
                ),
                max_length=2000,
                validators=[blog.common.site_links.validate_site_links],
                verbose_name="links in the footer",
            ),
        ),
        migrations.AlterField(
            "sitesettings",
            "navigation",
            models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text=(
                    "Below the name of the site. Each link has a name and an address, such as ‘Archive’ and "
                    "‘/archive/’. Empty: home, archive, labels, quotations and sources."
                ),
                max_length=2000,
                validators=[blog.common.site_links.validate_site_links],
                verbose_name="navigation",
            ),
        ),
    ]
