"""Accent colours of the site."""

import blog.common.accents
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('blog', '0023_dataset_files'),
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
    ]
