"""Names, roles, identifiers, relations and history of sources; dossiers; provenance; changes of photos."""

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
    dependencies = [("blog", "0007_source_name_keys_index"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name='DifferentSources',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='when')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Dossier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('collection', 'Dossier'), ('comparison', 'Comparison')], default='collection', max_length=10, verbose_name='kind')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('slug', models.SlugField(allow_unicode=True, blank=True, max_length=180, unique=True, verbose_name='slug')),
                ('introduction', blog.common.db.fields.HTMLField(blank=True, verbose_name='introduction')),
                ('language', models.CharField(default=blog.common.db.languages.default_language, max_length=35, validators=[django.core.validators.RegexValidator('^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$', 'Enter a language code such as en, fr or zh-Hant.')], verbose_name='language')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                ('was_public', models.BooleanField(db_default=False, default=False, editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='created')),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='changed')),
            ],
            options={
                'verbose_name': 'dossier',
                'verbose_name_plural': 'dossiers',
                'ordering': ['-updated_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='DossierItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('note', models.TextField(blank=True, max_length=2000, verbose_name='note')),
            ],
            options={
                'verbose_name': 'item',
                'verbose_name_plural': 'items',
                'ordering': ['position'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Hop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('said_to', 'said to'), ('reported_by', 'reported by'), ('quoted_in', 'quoted in'), ('translated_by', 'translated by')], max_length=13, verbose_name='step')),
                ('url', blog.common.db.fields.WebAddressField(blank=True, max_length=1000, verbose_name='address')),
            ],
            options={
                'verbose_name': 'step of provenance',
                'verbose_name_plural': 'steps of provenance',
                'ordering': ['position'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PhotoChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('replace', 'Replaced everywhere'), ('take_down', 'Taken down')], max_length=9, verbose_name='kind')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='when')),
                ('undone_at', models.DateTimeField(null=True, verbose_name='undone')),
                ('before', models.JSONField(default=dict)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SourceChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('rename', 'Rename'), ('merge', 'Merge'), ('split', 'Split')], max_length=6, verbose_name='kind')),
                ('description', models.CharField(max_length=500, verbose_name='change')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='when')),
                ('undone_at', models.DateTimeField(null=True, verbose_name='undone')),
                ('sources', models.JSONField(default=list)),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SourceIdentifier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme', models.CharField(choices=[('wikidata', 'Wikidata'), ('viaf', 'VIAF'), ('isni', 'ISNI'), ('orcid', 'ORCID'), ('ror', 'ROR'), ('doi', 'DOI')], max_length=8, verbose_name='scheme')),
                ('value', models.CharField(max_length=200, verbose_name='identifier')),
            ],
            options={
                'verbose_name': 'identifier',
                'verbose_name_plural': 'identifiers',
                'ordering': ['scheme', 'value'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SourceName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('kind', models.CharField(choices=[('spelling', 'Other spelling'), ('former', 'Former name'), ('short', 'Short name'), ('translation', 'Translation')], default='spelling', max_length=11, verbose_name='kind')),
                ('language', models.CharField(blank=True, help_text='Code of the language of the name, such as ru or zh-Hant.', max_length=35, validators=[django.core.validators.RegexValidator('^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$', 'Enter a language code such as en, fr or zh-Hant.')], verbose_name='language')),
                ('name_keys', blog.common.db.fields.NameKeysField(base_field=models.TextField(), db_default=[], default=list, editable=False)),
            ],
            options={
                'verbose_name': 'other name',
                'verbose_name_plural': 'other names',
                'ordering': ['name', 'pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SourceProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('rename', 'Rename'), ('merge', 'Merge'), ('split', 'Split')], max_length=6, verbose_name='kind')),
                ('arguments', models.JSONField(default=dict)),
                ('description', models.CharField(max_length=500, verbose_name='proposal')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='proposed')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('is_accepted', models.BooleanField(null=True, verbose_name='accepted')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SourceRelation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_on', models.DateField(blank=True, null=True, verbose_name='from')),
                ('started_precision', models.CharField(blank=True, choices=[('day', 'Day'), ('month', 'Month'), ('year', 'Year')], max_length=5, verbose_name='precision')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('ended_precision', models.CharField(blank=True, choices=[('day', 'Day'), ('month', 'Month'), ('year', 'Year')], max_length=5, verbose_name='precision')),
                ('kind', models.CharField(choices=[('published_by', 'is published by'), ('part_of', 'is part of'), ('speaks_for', 'speaks for'), ('followed_by', 'was followed by')], max_length=12, verbose_name='relation')),
            ],
            options={
                'verbose_name': 'relation',
                'verbose_name_plural': 'relations',
                'ordering': ['kind', 'pk'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Tenure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_on', models.DateField(blank=True, null=True, verbose_name='from')),
                ('started_precision', models.CharField(blank=True, choices=[('day', 'Day'), ('month', 'Month'), ('year', 'Year')], max_length=5, verbose_name='precision')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('ended_precision', models.CharField(blank=True, choices=[('day', 'Day'), ('month', 'Month'), ('year', 'Year')], max_length=5, verbose_name='precision')),
                ('role', models.CharField(max_length=200, verbose_name='role')),
                ('organisation_name', models.CharField(blank=True, max_length=200, verbose_name='name of the organisation')),
            ],
            options={
                'verbose_name': 'role over time',
                'verbose_name_plural': 'roles over time',
                'ordering': [models.OrderBy(models.F('started_on'), descending=True, nulls_last=True), '-pk'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='differentsources',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AddField(
            model_name='differentsources',
            name='first',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='blog.source'),
        ),
        migrations.AddField(
            model_name='differentsources',
            name='second',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='blog.source'),
        ),
        migrations.AddField(
            model_name='dossier',
            name='author',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='dossiers', to=settings.AUTH_USER_MODEL, verbose_name='author'),
        ),
        migrations.AddField(
            model_name='dossieritem',
            name='dossier',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='blog.dossier'),
        ),
        migrations.AddField(
            model_name='dossieritem',
            name='post',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='dossier_items', to='blog.post', verbose_name='post'),
        ),
        migrations.AddField(
            model_name='dossieritem',
            name='quotation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='dossier_items', to='blog.pullquote', verbose_name='quotation'),
        ),
        migrations.AddField(
            model_name='hop',
            name='quotation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hops', to='blog.pullquote'),
        ),
        migrations.AddField(
            model_name='hop',
            name='source',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hops', to='blog.source', verbose_name='source'),
        ),
        migrations.AddField(
            model_name='photochange',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AddField(
            model_name='photochange',
            name='photo',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='changes', to='blog.photo', verbose_name='photo'),
        ),
        migrations.AddField(
            model_name='photochange',
            name='replacement',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='blog.photo', verbose_name='replacement'),
        ),
        migrations.AddField(
            model_name='sourcechange',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AddField(
            model_name='sourceidentifier',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identifiers', to='blog.source'),
        ),
        migrations.AddField(
            model_name='sourcename',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='blog.source'),
        ),
        migrations.AddField(
            model_name='sourceproposal',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by'),
        ),
        migrations.AddField(
            model_name='sourceproposal',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='sourcerelation',
            name='other',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations_of', to='blog.source', verbose_name='to'),
        ),
        migrations.AddField(
            model_name='sourcerelation',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations', to='blog.source'),
        ),
        migrations.AddField(
            model_name='tenure',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='blog.source', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='tenure',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tenures', to='blog.source'),
        ),
        migrations.AddConstraint(
            model_name='differentsources',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='differentsources_in_order'),
        ),
        migrations.AddConstraint(
            model_name='differentsources',
            constraint=models.UniqueConstraint(fields=('first', 'second'), name='differentsources_unique'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('published_at__isnull', False)), fields=['kind', '-published_at', '-id'], name='dossier_newest_first'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(fields=['-updated_at', '-id'], name='dossier_last_changed'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['collection', 'comparison'])), name='dossier_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='dossier_title_given'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.CheckConstraint(condition=models.Q(('slug', ''), _negated=True), name='dossier_slug_given'),
        ),
        migrations.AddConstraint(
            model_name='dossieritem',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('dossier', 'position'), name='dossieritem_position_unique'),
        ),
        migrations.AddConstraint(
            model_name='dossieritem',
            constraint=models.CheckConstraint(condition=models.Q(('quotation__isnull', True), ('post__isnull', True), _connector='OR'), name='dossieritem_is_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='hop',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('quotation', 'position'), name='hop_position_unique'),
        ),
        migrations.AddConstraint(
            model_name='hop',
            constraint=models.CheckConstraint(condition=models.Q(('source__isnull', False), models.Q(('url', ''), _negated=True), _connector='OR'), name='hop_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='hop',
            constraint=models.CheckConstraint(condition=models.Q(('url', ''), ('url__iregex', '^https?://'), _connector='OR'), name='hop_url_is_web_address'),
        ),
        migrations.AddIndex(
            model_name='photochange',
            index=models.Index(fields=['-id'], name='photochange_latest_first'),
        ),
        migrations.AddIndex(
            model_name='sourcechange',
            index=models.Index(fields=['-id'], name='sourcechange_latest_first'),
        ),
        migrations.AddConstraint(
            model_name='sourceidentifier',
            constraint=models.UniqueConstraint(fields=('scheme', 'value'), name='sourceidentifier_unique', violation_error_message='Another source has this identifier.'),
        ),
        migrations.AddConstraint(
            model_name='sourceidentifier',
            constraint=models.CheckConstraint(condition=models.Q(('value', ''), _negated=True), name='sourceidentifier_given'),
        ),
        migrations.AddIndex(
            model_name='sourcename',
            index=models.Index(django.db.models.functions.text.Upper('name'), name='sourcename_by_name'),
        ),
        migrations.AddIndex(
            model_name='sourcename',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['name_keys'], name='sourcename_keys'),
        ),
        migrations.AddIndex(
            model_name='sourcename',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(blog.common.text.folding.Folded('name'), name='gin_trgm_ops'), fastupdate=False, name='sourcename_searched'),
        ),
        migrations.AddConstraint(
            model_name='sourcename',
            constraint=models.UniqueConstraint(models.F('source'), django.db.models.functions.text.Upper('name'), name='sourcename_unique', violation_error_message='This source already has this name.'),
        ),
        migrations.AddConstraint(
            model_name='sourcename',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='sourcename_name_given'),
        ),
        migrations.AddConstraint(
            model_name='sourcename',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['spelling', 'former', 'short', 'translation'])), name='sourcename_kind_known'),
        ),
        migrations.AddIndex(
            model_name='sourceproposal',
            index=models.Index(condition=models.Q(('decided_at__isnull', True)), fields=['id'], name='sourceproposal_pending'),
        ),
        migrations.AddConstraint(
            model_name='sourceproposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('is_accepted__isnull', True)), models.Q(('decided_at__isnull', False), ('is_accepted__isnull', False)), _connector='OR'), name='sourceproposal_decided_whole'),
        ),
        migrations.AddConstraint(
            model_name='sourcerelation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('started_on__isnull', True), ('started_precision', '')), models.Q(('started_on__isnull', False), ('started_precision', 'day')), models.Q(('started_on__day', 1), ('started_precision', 'month')), models.Q(('started_on__day', 1), ('started_on__month', 1), ('started_precision', 'year')), _connector='OR'), name='sourcerelation_start_fits_precision'),
        ),
        migrations.AddConstraint(
            model_name='sourcerelation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', True), ('ended_precision', '')), models.Q(('ended_on__isnull', False), ('ended_precision', 'day')), models.Q(('ended_on__day', 1), ('ended_precision', 'month')), models.Q(('ended_on__day', 1), ('ended_on__month', 1), ('ended_precision', 'year')), _connector='OR'), name='sourcerelation_end_fits_precision'),
        ),
        migrations.AddConstraint(
            model_name='sourcerelation',
            constraint=models.CheckConstraint(condition=models.Q(('started_on__isnull', True), ('ended_on__isnull', True), ('ended_precision__in', ['month', 'year']), ('started_on__lte', models.F('ended_on')), _connector='OR'), name='sourcerelation_ends_after_start', violation_error_message='The end is before the beginning.'),
        ),
        migrations.AddConstraint(
            model_name='sourcerelation',
            constraint=models.CheckConstraint(condition=models.Q(('source', models.F('other')), _negated=True), name='sourcerelation_to_another', violation_error_message='A source has no relation to itself.'),
        ),
        migrations.AddConstraint(
            model_name='sourcerelation',
            constraint=models.UniqueConstraint(fields=('source', 'kind', 'other', 'started_on'), name='sourcerelation_unique', nulls_distinct=False, violation_error_message='This relation is already listed.'),
        ),
        migrations.AddConstraint(
            model_name='tenure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('started_on__isnull', True), ('started_precision', '')), models.Q(('started_on__isnull', False), ('started_precision', 'day')), models.Q(('started_on__day', 1), ('started_precision', 'month')), models.Q(('started_on__day', 1), ('started_on__month', 1), ('started_precision', 'year')), _connector='OR'), name='tenure_start_fits_precision'),
        ),
        migrations.AddConstraint(
            model_name='tenure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', True), ('ended_precision', '')), models.Q(('ended_on__isnull', False), ('ended_precision', 'day')), models.Q(('ended_on__day', 1), ('ended_precision', 'month')), models.Q(('ended_on__day', 1), ('ended_on__month', 1), ('ended_precision', 'year')), _connector='OR'), name='tenure_end_fits_precision'),
        ),
        migrations.AddConstraint(
            model_name='tenure',
            constraint=models.CheckConstraint(condition=models.Q(('started_on__isnull', True), ('ended_on__isnull', True), ('ended_precision__in', ['month', 'year']), ('started_on__lte', models.F('ended_on')), _connector='OR'), name='tenure_ends_after_start', violation_error_message='The end is before the beginning.'),
        ),
        migrations.AddConstraint(
            model_name='tenure',
            constraint=models.CheckConstraint(condition=models.Q(('role', ''), _negated=True), name='tenure_role_given'),
        ),
    ]
