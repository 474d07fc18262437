"""How frequent pairs of words are: by itself PostgreSQL would learn it when a tenth of the rows have
changed."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("blog", "0056_pairs_in_quotations")]
    operations = [
        migrations.RunSQL("ANALYZE blog_post, blog_pullquote", migrations.RunSQL.noop),
    ]
