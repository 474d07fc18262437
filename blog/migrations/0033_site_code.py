"""CSS and HTML of the site's owner."""

import blog.common.site_code
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('blog', '0032_navigation'),
    ]

    operations = [
        migrations.AddField(
            model_name='sitesettings',
            name='custom_css',
            field=models.TextField(blank=True, db_default='', default='', help_text='Added after the theme’s own styles: at most 50 KB, without @import and without files of other sites.', validators=[blog.common.site_code.validate_css], verbose_name='custom CSS'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='custom_css_hash',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=12),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='foot_html',
            field=models.TextField(blank=True, db_default='', default='', help_text='Paragraphs, lists, links and emphasis. Everything else is removed.', max_length=4000, verbose_name='HTML in the footer'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='head_html',
            field=models.TextField(blank=True, db_default='', default='', help_text='<meta> tags by which a service verifies the site, and <link> tags such as rel=me.', max_length=4000, validators=[blog.common.site_code.validate_head_html], verbose_name='HTML in the head'),
        ),
    ]
