"""What is discarded can be restored for a while."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('blog', '0074_quotations_by_language'),
    ]

    operations = [
        migrations.AddField(
            model_name='autosave',
            name='discarded_at',
            field=models.DateTimeField(null=True),
        ),
    ]
