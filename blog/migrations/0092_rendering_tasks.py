"""Record which version of HTML all posts have, and how far their rendering is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blog", "0091_new_posts_by_key")]

    operations = [
        migrations.CreateModel(
            name="RenderingTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                ("seen_at", models.DateTimeField()),
                ("begun_at", models.DateTimeField()),
                ("newest", models.BigIntegerField(default=0)),
                ("cursor", models.BigIntegerField(default=0)),
                ("moved_at", models.DateTimeField()),
                ("total_count", models.PositiveIntegerField(default=0)),
                ("done_count", models.PositiveIntegerField(default=0)),
                ("failed", models.JSONField(default=list)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={"default_permissions": ()},
        ),
    ]
