"""Update the search indexes of posts and quotations that readers see in batches."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

from blog.common.db.search_fields import Pairs

# An index is not built anew: what is saved from now on comes to its pending list.
BATCHES_SQL = "ALTER INDEX {} SET (fastupdate = on, gin_pending_list_limit = 1024)"
NO_BATCHES_SQL = (
    "ALTER INDEX {} SET (fastupdate = off); ALTER INDEX {} RESET (gin_pending_list_limit)"
)


def change_options(model: str, index: GinIndex) -> migrations.SeparateDatabaseAndState:
    return migrations.SeparateDatabaseAndState(
        database_operations=[
            migrations.RunSQL(
                BATCHES_SQL.format(index.name), NO_BATCHES_SQL.format(index.name, index.name)
            )
        ],
        state_operations=[
            migrations.RemoveIndex(model, index.name),
            migrations.AddIndex(model, index),
        ],
    )


class Migration(migrations.Migration):
    dependencies = [("blog", "0068_replies_together")]
    operations = [
        change_options(
            "post",
            GinIndex(
                fields=["search"],
                condition=models.Q(status="published"),
                fastupdate=True,
                gin_pending_list_limit=1024,
                name="post_published_words",
            ),
        ),
        change_options(
            "post",
            GinIndex(
                Pairs(),
                condition=models.Q(status="published"),
                fastupdate=True,
                gin_pending_list_limit=1024,
                name="post_published_pairs",
            ),
        ),
        change_options(
            "pullquote",
            GinIndex(
                fields=["search"],
                fastupdate=True,
                gin_pending_list_limit=1024,
                name="pullquote_words",
            ),
        ),
        change_options(
            "pullquote",
            GinIndex(
                Pairs(),
                condition=models.Q(published_at__isnull=False),
                fastupdate=True,
                gin_pending_list_limit=1024,
                name="pullquote_pairs",
            ),
        ),
    ]
