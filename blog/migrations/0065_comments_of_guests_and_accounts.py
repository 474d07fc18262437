"""A guest's comments and an account's, the newest first; how many there are is kept."""

from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

INDEX = "blog_comment_user_id_59a54155"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0064_writers_counted")]
    operations = [
        AddIndexConcurrently(
            "comment",
            models.Index(
                fields=["email_digest", "-created_at", "-id"],
                include=["user"],
                condition=~models.Q(email_digest=""),
                name="comment_by_guest",
            ),
        ),
        AddIndexConcurrently(
            "comment",
            models.Index(
                fields=["user", "-created_at", "-id"],
                condition=models.Q(user__isnull=False),
                name="comment_by_account",
            ),
        ),
        RemoveIndexConcurrently("comment", "comment_by_email"),
        migrations.SeparateDatabaseAndState(
            [
                migrations.RunSQL(
                    f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX}",
                    f"CREATE INDEX CONCURRENTLY {INDEX} ON blog_comment (user_id)",
                )
            ],
            [
                migrations.AlterField(
                    "comment",
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=models.SET_NULL,
                        related_name="comments",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                )
            ],
        ),
    ]
