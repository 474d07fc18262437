import accounts.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_functions_and_triggers'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='language',
            field=models.CharField(blank=True, choices=accounts.models.list_languages, db_default='', default='', help_text='Of the desk, the account pages and e-mails. Readers see that of the site.', max_length=35, verbose_name='language'),
        ),
    ]
