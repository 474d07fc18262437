"""Imports in the background, and what is chosen before they write."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("transfer", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="import",
            name="comments",
            field=models.CharField(
                choices=[
                    ("all", "All, each with its status"),
                    ("approved", "Approved ones only"),
                    ("none", "None"),
                ],
                db_default="all",
                default="all",
                max_length=8,
                verbose_name="comments",
            ),
        ),
        migrations.AddField(
            model_name="import",
            name="done_count",
            field=models.IntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name="import",
            name="pace",
            field=models.FloatField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name="import",
            name="runs_in_background",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name="import",
            name="total_count",
            field=models.IntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name="import",
            name="turn",
            field=models.IntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name="import",
            name="upload",
            field=models.CharField(blank=True, db_default="", editable=False, max_length=300),
        ),
        migrations.AlterField(
            model_name="import",
            name="stage",
            field=models.CharField(
                choices=[
                    ("reading", "Reading"),
                    ("read", "Ready to write"),
                    ("writing", "Writing"),
                    ("done", "Done"),
                    ("paused", "Paused"),
                    ("failed", "Failed"),
                    ("cancelled", "Cancelled"),
                    ("rolling", "Rolling back"),
                    ("rolled_back", "Rolled back"),
                ],
                default="reading",
                max_length=11,
                verbose_name="status",
            ),
        ),
    ]
