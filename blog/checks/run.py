"""All checks of a post, in the order of its blocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from blog.checks.extract import parts_of
from blog.checks.findings import Finding, Text
from blog.checks.rules import (
    conflicts,
    fields,
    headings,
    languages,
    links,
    pictures,
    punctuation,
    quotations,
)
from blog.content import document
from blog.content.document import Document
from blog.models import Post


@dataclass(frozen=True)
class Given:
    """A post as it is stored or as a form has it. `labels` is None for a page, which has none;
    `language` is '' for that of the stored post."""

    nodes: Document
    title: str
    summary: str
    labels: Sequence[str] | None
    language: str = ""


def given_of(post: Post) -> Given:
    """As it is stored. Four queries."""
    is_post = post.kind == Post.Kind.POST
    labels = [*post.labels.values_list("name", flat=True)] if is_post else None
    return Given(document.nodes_of(post), post.title, post.summary, labels)


def run(given: Given, post: Post, user: Any) -> list[Finding]:
    """At most three queries, however long the document: what `user` may see is compared with."""
    parts = parts_of(given.nodes)
    texts = [Text(given.title, None, "title"), Text(given.summary, None, "summary"), *parts.texts]
    found = [
        *fields.check(given.title, given.summary, given.labels),
        *conflicts.check(given.nodes),
        *languages.check(given.nodes, given.language or post.language),
        *pictures.check(given.nodes),
        *headings.check(parts.headings),
        *punctuation.check(texts),
        *links.check(parts.anchors),
        *quotations.check(given.nodes, post, user),
    ]
    return sorted(found, key=lambda finding: -1 if finding.at is None else finding.at)
