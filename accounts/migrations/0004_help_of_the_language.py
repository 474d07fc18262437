"""A help text, which is no part of the database."""

from django.db import migrations, models

import accounts.models


class Migration(migrations.Migration):
    dependencies = [('accounts', '0003_language_of_a_person')]

    operations = [
        migrations.AlterField(
            model_name='user',
            name='language',
            field=models.CharField(blank=True, choices=accounts.models.list_languages, db_default='', default='', help_text='For the desk, the account pages and e-mails. Readers see the site in its own language.', max_length=35, verbose_name='language'),
        ),
    ]
