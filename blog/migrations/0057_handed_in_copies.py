"""Copies of pages that an author saved and handed in."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('blog', '0056_quotations_by_verdict'),
    ]

    operations = [
        migrations.AddField(
            model_name='pagecopy',
            name='is_handed_in',
            field=models.BooleanField(db_default=False, default=False, verbose_name='handed in'),
        ),
    ]
