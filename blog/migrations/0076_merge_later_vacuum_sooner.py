"""Let twice as much wait for the search indexes, and vacuum quotations sooner."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

from blog.common.db.search_fields import Pairs

# An index is not built anew.
LIMIT_SQL = "ALTER INDEX {} SET (gin_pending_list_limit = {})"
# A merge of sources moves quotations by the hundred thousand. Until they are vacuumed, whoever counts
# them reads what they left: PostgreSQL would wait for a fifth of the table.
VACUUM_SQL = "ALTER TABLE blog_pullquote SET (autovacuum_vacuum_scale_factor = 0.03)"
NO_VACUUM_SQL = "ALTER TABLE blog_pullquote RESET (autovacuum_vacuum_scale_factor)"


def change_options(model: str, index: GinIndex) -> migrations.SeparateDatabaseAndState:
    return migrations.SeparateDatabaseAndState(
        database_operations=[
            migrations.RunSQL(
                LIMIT_SQL.format(index.name, 2048), LIMIT_SQL.format(index.name, 1024)
            )
        ],
        state_operations=[
            migrations.RemoveIndex(model, index.name),
            migrations.AddIndex(model, index),
        ],
    )


class Migration(migrations.Migration):
    dependencies = [("blog", "0075_posters_index")]
    operations = [
        migrations.RunSQL(VACUUM_SQL, NO_VACUUM_SQL),
        change_options(
            "post",
            GinIndex(
                fields=["search"],
                condition=models.Q(status="published"),
                fastupdate=True,
                gin_pending_list_limit=2048,
                name="post_published_words",
            ),
        ),
        change_options(
            "post",
            GinIndex(
                Pairs(),
                condition=models.Q(status="published"),
                fastupdate=True,
                gin_pending_list_limit=2048,
                name="post_published_pairs",
            ),
        ),
        change_options(
            "pullquote",
            GinIndex(
                fields=["search"],
                fastupdate=True,
                gin_pending_list_limit=2048,
                name="pullquote_words",
            ),
        ),
        change_options(
            "pullquote",
            GinIndex(
                Pairs(),
                condition=models.Q(published_at__isnull=False),
                fastupdate=True,
                gin_pending_list_limit=2048,
                name="pullquote_pairs",
            ),
        ),
    ]
