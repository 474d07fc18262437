"""Mark the posts that decisions undone before left as they are."""

from django.db import migrations

SQL = """
UPDATE transfer_raisedpost SET is_edited = true FROM transfer_reviewdecision
WHERE transfer_reviewdecision.id = decision_id AND undone_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("transfer", "0008_edited_raised_posts")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
