"""Insert the path of a comment by default, as a trigger sets it."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blog", "0077_posts_by_date_and_status")]
    operations = [
        migrations.AlterField(
            "comment",
            "path",
            ArrayField(models.BigIntegerField(), db_default=[], editable=False),
        ),
    ]
