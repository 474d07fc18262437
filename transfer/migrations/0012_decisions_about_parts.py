"""Store the words that the candidates of a decision have in common."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('transfer', '0011_missing_files'),
    ]

    operations = [
        migrations.AddField(
            model_name='reviewdecision',
            name='part',
            field=models.CharField(blank=True, db_default='', default='', max_length=100),
        ),
    ]
