"""The model gets the field's name. Its table keeps its own, which the version before asks for."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_networks_of_sessions'),
    ]

    operations = [
        migrations.AlterModelTable(name='window', table='accounts_window'),
        migrations.RenameModel(old_name='Window', new_name='RateLimitWindow'),
        migrations.RenameIndex(model_name='ratelimitwindow', old_name='window_ends_at', new_name='rate_limit_window_ends_at'),
    ]
