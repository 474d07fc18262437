"""Dossiers and comparisons of the demo blog."""

from collections.abc import Mapping

from accounts.models import User
from blog.dossiers.models import Dossier
from blog.dossiers.save import add_items, change_items, publish_dossier, save_dossier
from blog.models import Post
from devtools.demo.content_files import Entry, build
from devtools.demo.quotations import find_quotation


def load(entry: Entry, posts: Mapping[str, Post], users: Mapping[str, User], editor: User) -> None:
    """Save a dossier as its author, with its items and notes, and publish it as an editor."""
    build(Dossier, entry, required="kind title language introduction", other="username items")
    author = entry.look_up("username", users)
    fields = {key: entry.values[key] for key in ("kind", "title", "language", "introduction")}
    dossier = save_dossier(fields=fields, by=author).dossier
    notes = {}
    for row in entry.require("items"):
        if "post" in row:
            if row["post"] not in posts:
                entry.fail(f"There is no post {row['post']!r}.", "items")
            added = add_items(dossier=dossier, by=author, post_ids=[posts[row["post"]].pk])
        else:
            key = find_quotation(entry, row.get("quotation", ""), "items").pk
            added = add_items(dossier=dossier, by=author, quotation_ids=[key])
        notes[added.items[-1].pk] = row.get("note", "")
    change_items(dossier=dossier, by=author, notes=notes)
    publish_dossier(dossier=dossier, by=editor)
