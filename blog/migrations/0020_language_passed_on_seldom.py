"""A new post has no quotations that could be in another language: it looks before it writes.

To begin an UPDATE of a table with generated columns takes as long as to store the post's HTML.
"""

from django.db import migrations

LOOK = """
CREATE OR REPLACE FUNCTION post_gives_language() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM blog_pullquote WHERE post_id = NEW.id AND post_language <> NEW.language
    ) THEN
        UPDATE blog_pullquote SET post_language = NEW.language
        WHERE post_id = NEW.id AND post_language <> NEW.language;
    END IF;
    RETURN NULL;
END $$
"""
WRITE = """
CREATE OR REPLACE FUNCTION post_gives_language() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE blog_pullquote SET post_language = NEW.language
    WHERE post_id = NEW.id AND post_language <> NEW.language;
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("blog", "0019_rules_and_bans")]
    operations = [migrations.RunSQL(LOOK, WRITE)]
