"""Typeface of the public pages."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('blog', '0024_appearance_colours'),
    ]

    operations = [
        migrations.AddField(
            model_name='sitesettings',
            name='typeface',
            field=models.CharField(blank=True, choices=[('', 'A serif of the reader’s device'), ('literata', 'Literata'), ('source-serif-4', 'Source Serif 4'), ('source-sans-3', 'Source Sans 3 (without serifs)')], db_default='', default='', help_text='The files of a typeface are on this site and take 45 to 65 KB of a reader’s first page. Scripts that it lacks, such as Arabic, are in a typeface of the device.', max_length=20, verbose_name='typeface'),
        ),
    ]
