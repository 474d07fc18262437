"""Lines of due addresses for each host. Withdrawn copies keep hashes and times only, and looks at
quotations of drafts leave the page cache alone."""

from django.db import migrations, models

from lib.sql_files import run_sql


class Migration(migrations.Migration):

    dependencies = [
        ('blog', '0046_evidence'),
    ]

    operations = [
        migrations.CreateModel(
            name='AskedHost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=255)),
                ('free_at', models.DateTimeField()),
                ('is_waiting', models.BooleanField(db_default=True, default=True)),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(condition=models.Q(('is_waiting', True)), fields=['kind', 'free_at'], name='askedhost_waiting')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'name'), name='askedhost_once')],
            },
        ),
        migrations.CreateModel(
            name='WaitingAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('address', models.BigIntegerField()),
                ('host', models.CharField(max_length=255)),
                ('since', models.DateTimeField()),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['kind', 'host', 'since'], name='waitingaddress_line')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'address'), name='waitingaddress_once')],
            },
        ),
        run_sql('blog/sql/0048_evidence.sql'),
    ]
