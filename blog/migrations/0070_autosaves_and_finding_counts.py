"""Models get the field's names. Their tables keep theirs, which the version before asks for."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('blog', '0069_page_words'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelTable(name='writing', table='blog_writing'),
        migrations.RenameModel(old_name='Writing', new_name='Autosave'),
        migrations.AlterField(
            model_name='autosave',
            name='post',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='autosaves', to='blog.post'),
        ),
        migrations.AlterField(
            model_name='autosave',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='autosaves', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RenameIndex(model_name='autosave', old_name='writing_of_user', new_name='autosave_of_user'),
        migrations.RenameIndex(model_name='autosave', old_name='writing_by_age', new_name='autosave_by_age'),
        migrations.RenameIndex(model_name='autosave', old_name='writing_photos', new_name='autosave_photos'),
        migrations.AlterModelTable(name='keptfinding', table='blog_keptfinding'),
        migrations.RenameModel(old_name='KeptFinding', new_name='FindingCount'),
        migrations.AlterField(
            model_name='findingcount',
            name='post',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='finding_counts', to='blog.post'),
        ),
    ]
