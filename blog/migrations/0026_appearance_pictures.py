"""Pictures of the site, without the constraints, which lock both tables."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('blog', '0025_appearance_typeface'),
    ]

    operations = [
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
    ]
