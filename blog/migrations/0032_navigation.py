"""Navigation, footer and crawlers."""

import blog.common.site_links
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('blog', '0031_pinned_posts_index'),
    ]

    operations = [
        migrations.AddField(
            model_name='sitesettings',
            name='allows_ai_crawlers',
            field=models.BooleanField(db_default=True, default=True, help_text='Otherwise robots.txt asks those that are known to stay away.', verbose_name='allow crawlers that collect texts to train AI'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='footer_links',
            field=models.TextField(blank=True, db_default='', default='', help_text='Likewise. Empty: authors, all pages, and corrections, dossiers and comparisons if there are any. The link to sign in always follows.', max_length=2000, validators=[blog.common.site_links.validate_site_links], verbose_name='links in the footer'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='footer_text',
            field=models.CharField(blank=True, db_default='', default='', help_text='For example the publisher and its address.', max_length=500, verbose_name='text in the footer'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='is_indexed',
            field=models.BooleanField(db_default=True, default=True, help_text='Otherwise each page asks not to be listed, and there is no sitemap.', verbose_name='show the site in search engines'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='navigation',
            field=models.TextField(blank=True, db_default='', default='', help_text='Below the name of the site. One link per line: a name and an address, such as ‘Archive /archive/’. Empty: home, archive, labels, quotations and sources.', max_length=2000, validators=[blog.common.site_links.validate_site_links], verbose_name='navigation'),
        ),
    ]
