"""Embeds: pages of other sites in posts."""

import blog.common.db.fields
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('blog', '0027_source_counter_by_count'),
    ]

    operations = [
        migrations.CreateModel(
            name='LinkPreview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', blog.common.db.fields.WebAddressField(max_length=1000, unique=True, verbose_name='URL')),
                ('provider', models.CharField(blank=True, max_length=20, verbose_name='provider')),
                ('title', models.CharField(blank=True, max_length=300, verbose_name='title')),
                ('author', models.CharField(blank=True, max_length=300, verbose_name='author')),
                ('text', models.CharField(blank=True, max_length=600, verbose_name='text')),
                ('image', models.FileField(blank=True, max_length=200, upload_to='', verbose_name='picture')),
                ('width', models.PositiveIntegerField(default=0, verbose_name='width')),
                ('height', models.PositiveIntegerField(default=0, verbose_name='height')),
                ('fetched_at', models.DateTimeField(null=True, verbose_name='fetched at')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='created at')),
            ],
            options={
                'verbose_name': 'link preview',
                'verbose_name_plural': 'link previews',
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('url', ''), ('url__iregex', '^https?://'), _connector='OR'), name='linkpreview_url_is_web_address')],
            },
        ),
        migrations.CreateModel(
            name='Embed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('title', models.CharField(blank=True, max_length=300, verbose_name='title')),
                ('caption', models.TextField(blank=True, max_length=1000, verbose_name='caption')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='blog.post')),
                ('preview', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='embeds', to='blog.linkpreview', verbose_name='page')),
                ('linked_post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='linking_embeds', to='blog.post', verbose_name='linked post')),
            ],
            options={
                'verbose_name': 'embed',
                'verbose_name_plural': 'embeds',
                'ordering': ['position'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('post', 'position'), name='embed_post_position_unique'), models.CheckConstraint(condition=models.Q(('preview', None), ('linked_post', None), _connector='OR'), name='embed_shows_one_page')],
            },
        ),
    ]
