from django.db import migrations, models
import blog.common.accents
import blog.common.site_code
import blog.common.site_links
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [
        ('blog', '0031_figure_layouts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Appearance',
            fields=[
            ],
            options={
                'verbose_name': 'appearance',
                'verbose_name_plural': 'appearance',
                'proxy': True,
                'default_permissions': (),
                'indexes': [],
                'constraints': [],
            },
            bases=('blog.sitesettings',),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='accent_dark',
            field=models.CharField(db_default='#f0907a', default='#f0907a', help_text='For readers whose device is set to dark colours.', max_length=7, validators=[blog.common.accents.validate_dark_accent], verbose_name='accent colour on dark screens'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='accent_light',
            field=models.CharField(db_default='#8f1d14', default='#8f1d14', help_text='For dates, marks, underlines and links under the pointer.', max_length=7, validators=[blog.common.accents.validate_light_accent], verbose_name='accent colour on light screens'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='typeface',
            field=models.CharField(blank=True, choices=[('', 'A serif of the reader’s device'), ('literata', 'Literata'), ('source-serif-4', 'Source Serif 4'), ('source-sans-3', 'Source Sans 3 (without serifs)')], db_default='', default='', help_text='The files of a typeface are on this site and take 45 to 65 KB of a reader’s first page. Scripts that it lacks, such as Arabic, are in a typeface of the device.', max_length=20, verbose_name='typeface'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='icon',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Shown in tabs, on home screens and in feed readers. A square PNG of 192 to 1024 pixels.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='blog.photo', verbose_name='icon'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='icon_dark',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='For tabs of browsers that are set to dark colours. Leave empty to use the same icon.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='blog.photo', verbose_name='icon on dark screens'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='logo',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Shown in place of the site’s name. Search engines see it as the logo of the publisher. A PNG or WebP with a transparent background fits every page.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='blog.photo', verbose_name='logo'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='logo_dark',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='For readers whose device is set to dark colours. Leave empty to use the same logo.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='blog.photo', verbose_name='logo on dark screens'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='share_picture',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Shown where somebody shares the home page, or a page without a card of its own. Best with 1200 × 630 pixels.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='blog.photo', verbose_name='sharing picture'),
        ),
        migrations.AddField(
            model_name='post',
            name='pinned_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='pinned'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='home_date_headers',
            field=models.BooleanField(db_default=True, default=True, help_text='Above the posts of each day. Posts themselves always show their date.', verbose_name='show dates on the home page'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='home_layout',
            field=models.CharField(choices=[('whole', 'Whole posts, or up to their jump break'), ('summaries', 'Summaries'), ('lead', 'Lead story, and a grid of the other posts')], db_default='whole', default='whole', help_text='A lead story is the newest or the last pinned post, with its first picture. The other posts have thumbnails.', max_length=9, verbose_name='home page'),
        ),
        migrations.AlterField(
            model_name='sitesettings',
            name='posts_shown_as',
            field=models.CharField(choices=[('whole', 'Whole posts, or up to their jump break'), ('summaries', 'Summaries')], default='whole', max_length=9, verbose_name='shown in feeds'),
        ),
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
