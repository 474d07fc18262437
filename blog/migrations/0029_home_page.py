"""Layout of the home page, and pinned posts."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('blog', '0028_appearance_pictures_valid'),
    ]

    operations = [
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
    ]
