"""Which changes readers see: they end what the page cache keeps.

What is counted or dated by other triggers is so together with one of these.
"""

from django.db import migrations

# Conditions on the rows before or after; of what has none, every change counts.
ROWS = {
    "blog_post": "status = ''published''",
    "blog_comment": "state = ''approved'' OR shown_below > 0",
    "blog_labelling": "published_at IS NOT NULL",
    "blog_authorship": "published_at IS NOT NULL",
    "blog_label": "true",
    "blog_source": "true",
    "blog_sitesettings": "true",
    "django_redirect": "true",
}
TABLES = {"INSERT": "NEW TABLE AS added", "DELETE": "OLD TABLE AS removed"}
TABLES["UPDATE"] = f"{TABLES['INSERT']} {TABLES['DELETE']}"
# A sign-in changes a person's row as well; readers see the rest.
PEOPLE = """
CREATE TRIGGER readers_see AFTER UPDATE OF
    username, first_name, last_name, byline, slug, bio, url, follow ON accounts_user
    FOR EACH STATEMENT EXECUTE FUNCTION page_cache_changed()
"""
TRIGGERS = [
    f"CREATE TRIGGER readers_see_{event.lower()} AFTER {event} ON {table} REFERENCING {rows}"
    f" FOR EACH STATEMENT EXECUTE FUNCTION page_cache_changed('{condition}')"
    for table, condition in ROWS.items()
    for event, rows in TABLES.items()
]
DROPS = [
    f"DROP TRIGGER readers_see_{event.lower()} ON {table}" for table in ROWS for event in TABLES
]


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0040_workflow"),
        ("accounts", "0004_letters"),
        ("page_cache", "0001_changes"),
        ("redirects", "0002_alter_redirect_new_path_help_text"),
    ]
    operations = [
        migrations.RunSQL(
            [*TRIGGERS, PEOPLE], ["DROP TRIGGER readers_see ON accounts_user", *DROPS],
            elidable=False,
        )
    ]
