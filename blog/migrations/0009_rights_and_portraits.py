"""Rights and credentials of photos, portraits of sources, places and translations of quotations."""

import blog.common.db.fields
import blog.common.db.languages
import blog.common.text.folding
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models



class Migration(migrations.Migration):
    dependencies = [("blog", "0008_sources_dossiers_photo_changes")]
    operations = [
        migrations.AddField(
            model_name='photo',
            name='agency',
            field=models.ForeignKey(db_constraint=False, blank=True, db_index=False, help_text='The agency or person who owns the picture.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='photos', to='blog.source', verbose_name='agency'),
        ),
        migrations.AddField(
            model_name='photo',
            name='credentials',
            field=models.CharField(choices=[('unchecked', 'Not checked'), ('none', 'None'), ('valid', 'Valid'), ('unknown_signer', 'Valid, of an unknown signer'), ('broken', 'Broken')], db_default='unchecked', default='unchecked', editable=False, max_length=14, verbose_name='content credentials'),
        ),
        migrations.AddField(
            model_name='photo',
            name='credentials_summary',
            field=models.JSONField(db_default={}, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name='photo',
            name='has_duplicate',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name='photo',
            name='original_file',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='photo',
            name='perceptual_hash',
            field=blog.common.db.fields.PerceptualHashField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='photo',
            name='rights',
            field=models.CharField(choices=[('unknown', 'Unknown'), ('own', 'Own picture'), ('licence', 'Free licence'), ('agency', 'Agency licence'), ('public_domain', 'Public domain'), ('permission', 'Permission'), ('quotation', 'Quoted picture')], db_default='unknown', default='unknown', max_length=13, verbose_name='rights'),
        ),
        migrations.AddField(
            model_name='photo',
            name='rights_until',
            field=models.DateField(blank=True, help_text='The last day on which the picture may be shown.', null=True, verbose_name='rights end on'),
        ),
        migrations.AddField(
            model_name='photo',
            name='withdrawal_reason',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=500, verbose_name='reason'),
        ),
        migrations.AddField(
            model_name='photo',
            name='withdrawn_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='taken down'),
        ),
        migrations.AddField(
            model_name='pullquote',
            name='is_machine_translation',
            field=models.BooleanField(db_default=False, default=False, verbose_name='translated by a machine'),
        ),
        migrations.AddField(
            model_name='pullquote',
            name='locator',
            field=models.CharField(blank=True, db_default='', default='', help_text='Page, minute or paragraph, such as p. 4 or 12:31.', max_length=100, verbose_name='place in the source'),
        ),
        migrations.AddField(
            model_name='source',
            name='has_duplicate',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name='source',
            name='portrait',
            field=models.ForeignKey(db_constraint=False, blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='portrayed_sources', to='blog.photo', verbose_name='portrait'),
        ),
    ]
