"""Pages of quotations, their copies and checks. All tables are new."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from lib.sql_files import run_sql


class Migration(migrations.Migration):

    dependencies = [
        ('blog', '0044_source_batches_and_pairs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PageCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('requested_url', models.CharField(max_length=2000, verbose_name='URL')),
                ('final_url', models.CharField(max_length=2000, verbose_name='URL after redirects')),
                ('taken_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='taken')),
                ('status', models.PositiveSmallIntegerField(verbose_name='HTTP status')),
                ('headers', models.JSONField(verbose_name='headers')),
                ('body_hash', models.CharField(max_length=64, verbose_name='hash of the file')),
                ('text_hash', models.CharField(max_length=64, verbose_name='hash of the text')),
                ('body', models.BinaryField(null=True)),
                ('text', models.BinaryField(null=True)),
                ('size', models.PositiveIntegerField(verbose_name='size in bytes')),
                ('text_length', models.PositiveIntegerField()),
                ('title', models.CharField(blank=True, max_length=300, verbose_name='title')),
                ('byline', models.CharField(blank=True, max_length=300, verbose_name='byline')),
                ('page_date', models.CharField(blank=True, max_length=40, verbose_name='date on the page')),
                ('language', models.CharField(blank=True, max_length=35, verbose_name='language')),
                ('is_refused', models.BooleanField(db_default=False, default=False)),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='withdrawn')),
                ('withdrawal_reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='QuotedPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=2000, unique=True)),
                ('host', models.CharField(max_length=255)),
                ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), null=True)),
                ('asked_at', models.DateTimeField(null=True)),
                ('quiet_looks', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('etag', models.CharField(blank=True, db_default='', default='', max_length=300)),
                ('last_modified', models.CharField(blank=True, db_default='', default='', max_length=300)),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='quotedpage_due'), models.Index(fields=['host', '-asked_at'], name='quotedpage_of_host')],
            },
        ),
        migrations.CreateModel(
            name='QuotationCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text_hash', models.CharField(max_length=64)),
                ('verdict', models.CharField(blank=True, choices=[('', 'Not read yet'), ('same', 'Letter by letter'), ('typographic', 'In other typography'), ('marked', 'With marked omissions or additions'), ('changed', 'Changed'), ('gone', 'Gone')], db_default='', default='', max_length=11, verbose_name='verdict')),
                ('start', models.IntegerField(db_default=-1, default=-1)),
                ('length', models.PositiveIntegerField(db_default=0, default=0)),
                ('there', models.TextField(blank=True, db_default='', default='')),
                ('before', models.CharField(blank=True, db_default='', default='', max_length=200)),
                ('after', models.CharField(blank=True, db_default='', default='', max_length=200)),
                ('difference', models.JSONField(default=list)),
                ('fragment', models.CharField(blank=True, db_default='', default='', max_length=500)),
                ('looks', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('since', models.DateTimeField(null=True, verbose_name='since')),
                ('checked_at', models.DateTimeField(null=True, verbose_name='last read')),
                ('stood_verdict', models.CharField(blank=True, db_default='', default='', max_length=11)),
                ('stood_first_at', models.DateTimeField(null=True)),
                ('stood_last_at', models.DateTimeField(null=True)),
                ('unread_reason', models.CharField(blank=True, choices=[('robots', 'The site does not allow programs to read this page.'), ('blocked', 'The site refused to show this page.'), ('missing', 'There is no page at this address.'), ('unreachable', 'The site did not respond.'), ('format', 'The file is of a kind that is not read, such as PDF.'), ('large', 'The page is too large to be read.'), ('short', 'The page shows too little of the article, as behind a paywall.')], db_default='', default='', max_length=11)),
                ('unread_at', models.DateTimeField(null=True)),
                ('overruled_at', models.DateTimeField(null=True)),
                ('overrule_reason', models.CharField(blank=True, db_default='', default='', max_length=300)),
                ('copy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='blog.pagecopy')),
                ('first_copy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='blog.pagecopy')),
                ('overruled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('quotation', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='evidence', to='blog.pullquote')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='blog.quotedpage')),
            ],
            options={
                'verbose_name': 'check of a quotation',
                'verbose_name_plural': 'checks of quotations',
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='pagecopy',
            name='page',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='blog.quotedpage'),
        ),
        migrations.CreateModel(
            name='VerdictChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('stands', 'The words stand on the page'), ('changed', 'The page says something else'), ('gone', 'The words are no longer on the page'), ('overruled', 'Overruled by an editor'), ('reinstated', 'No longer overruled')], max_length=10, verbose_name='what')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='when')),
                ('there', models.TextField(blank=True)),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('check_row', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='changes', to='blog.quotationcheck')),
                ('copy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='blog.pagecopy')),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='quotationcheck',
            index=models.Index(condition=models.Q(('looks__gte', 2), ('overruled_at__isnull', True), ('verdict__in', ['changed', 'gone'])), fields=['-since', '-id'], name='quotationcheck_findings'),
        ),
        migrations.AddIndex(
            model_name='quotationcheck',
            index=models.Index(condition=models.Q(('unread_reason', ''), _negated=True), fields=['-unread_at', '-id'], name='quotationcheck_unread'),
        ),
        migrations.AddIndex(
            model_name='quotationcheck',
            index=models.Index(condition=models.Q(('overruled_at__isnull', False)), fields=['-overruled_at', '-id'], name='quotationcheck_overruled'),
        ),
        migrations.AddConstraint(
            model_name='quotationcheck',
            constraint=models.CheckConstraint(condition=models.Q(('overruled_at__isnull', True), models.Q(('overrule_reason', ''), _negated=True), _connector='OR'), name='quotationcheck_overruled_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='pagecopy',
            constraint=models.UniqueConstraint(fields=('page', 'text_hash'), name='pagecopy_once_for_a_text'),
        ),
        migrations.AddConstraint(
            model_name='pagecopy',
            constraint=models.CheckConstraint(condition=models.Q(('body_hash__regex', '^[0-9a-f]{64}$'), ('text_hash__regex', '^[0-9a-f]{64}$')), name='pagecopy_hashes_are_sha256'),
        ),
        migrations.AddConstraint(
            model_name='pagecopy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('withdrawn_at__isnull', False), ('is_refused', True), _connector='OR'), ('body__isnull', True), ('text__isnull', True)), models.Q(('body__isnull', False), ('is_refused', False), ('text__isnull', False), ('withdrawn_at__isnull', True)), _connector='OR'), name='pagecopy_has_body_unless_withdrawn'),
        ),
        run_sql('blog/sql/0046_evidence.sql'),
    ]
