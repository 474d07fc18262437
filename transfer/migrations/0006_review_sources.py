"""Store the sources that candidates name, and corrected forms."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('blog', '0071_opened_by_index'),
        ('transfer', '0005_redirect_index'),
    ]

    operations = [
        migrations.AddField(
            model_name='quotationcandidate',
            name='line',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.CreateModel(
            name='ReviewedSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('role', models.CharField(blank=True, max_length=200)),
                ('affiliation', models.CharField(blank=True, max_length=200)),
                ('kind', models.CharField(blank=True, max_length=12)),
                ('host', models.CharField(blank=True, max_length=255)),
                ('match', models.CharField(choices=[('new', 'New'), ('known', 'Known'), ('similar', 'Same as…?')], default='new', max_length=7)),
                ('choice', models.CharField(blank=True, choices=[('', 'Not decided'), ('same', 'Same as another'), ('new', 'Kept as new')], default='', max_length=4)),
                ('moved_from', models.BigIntegerField(null=True)),
                ('chosen_row', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='transfer.reviewedsource')),
                ('chosen_source', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='blog.source')),
                ('match_row', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='transfer.reviewedsource')),
                ('match_source', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='blog.source')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviewed_sources', to='transfer.import')),
            ],
            options={
                'verbose_name': 'source of an import',
                'verbose_name_plural': 'sources of an import',
            },
        ),
        migrations.CreateModel(
            name='CandidateCredit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('source', 'Source'), ('speaker', 'Speaker')], max_length=7)),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='credits', to='transfer.quotationcandidate')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='credits', to='transfer.reviewedsource')),
            ],
            options={
                'verbose_name': 'credit of a candidate',
                'verbose_name_plural': 'credits of candidates',
            },
        ),
        migrations.CreateModel(
            name='ShapeRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shape', models.CharField(max_length=100)),
                ('is_attribution', models.BooleanField(default=True)),
                ('has_date', models.BooleanField(default=True)),
                ('meanings', models.JSONField(default=list)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shape_rules', to='transfer.import')),
            ],
            options={
                'verbose_name': 'corrected form',
                'verbose_name_plural': 'corrected forms',
            },
        ),
        migrations.AddConstraint(
            model_name='reviewedsource',
            constraint=models.UniqueConstraint(fields=('run', 'key'), name='reviewedsource_key_unique'),
        ),
        migrations.AddConstraint(
            model_name='candidatecredit',
            constraint=models.UniqueConstraint(fields=('candidate', 'part'), name='candidatecredit_unique'),
        ),
        migrations.AddConstraint(
            model_name='shaperule',
            constraint=models.UniqueConstraint(fields=('run', 'shape'), name='shaperule_shape_unique'),
        ),
    ]
