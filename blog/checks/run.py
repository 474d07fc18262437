"""Run all checks of a post."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from blog.checks.extract import Parts, extract_parts
from blog.checks.findings import Finding, Text
from blog.checks.models import Link
from blog.checks.rules import (
    charts,
    conflicts,
    fields,
    headings,
    links,
    media_files,
    pictures,
    punctuation,
    quotations,
)
from blog.content import document
from blog.content.document import Document
from blog.models import AnyBlock, Post, get_blocks


@dataclass(frozen=True)
class CheckInput:
    """The content to check, of a stored post or of a form.

    `labels` is None for a page, which has none; `language` '' means that of the stored post.
    """

    nodes: Document
    title: str
    summary: str
    labels: Sequence[str] | None
    language: str = ""

    @cached_property
    def parts(self) -> Parts:
        """The lines, links and headings of the document, extracted once."""
        return extract_parts(self.nodes)


def load_check_input(
    post: Post,
    blocks: Iterable[AnyBlock] | None = None,
    labels: Sequence[str] | None = None,
) -> CheckInput:
    """Load the stored content of a post. Five queries; four less if its `blocks` are known already,
    one less if the names of its `labels` are."""
    if labels is None and post.kind == Post.Kind.POST:
        labels = [*post.labels.values_list("name", flat=True)]
    nodes = document.build_document(get_blocks(post) if blocks is None else blocks)
    return CheckInput(nodes, post.title, post.summary, labels)


def run(
    content: CheckInput,
    post: Post,
    user: Any,
    known_links: Mapping[str, Link] | None = None,
    compared: list[quotations.ComparedQuotation] | None = None,
) -> list[Finding]:
    """Run all checks; return findings in the order of blocks, those about fields first.

    Quotations are compared with the posts that `user` may see. `known_links` are the rows of all
    links by URL, and `compared` the result of `quotations.load_compared`, if they are loaded
    already. At most five queries, however long the document.
    """
    if compared is None:
        [compared] = quotations.load_compared([(post, content.nodes)], user)
    nodes, parts = content.nodes, content.parts
    fields_text = [Text(content.title, None, "title"), Text(content.summary, None, "summary")]
    findings = [
        *fields.check(content.title, content.summary, content.labels),
        *conflicts.check(nodes),
        *fields.check_languages(nodes, content.language or post.language),
        *fields.check_direction(nodes, parts.texts, content.language or post.language),
        *pictures.check(nodes),
        *media_files.check(nodes),
        *(charts.check(nodes, content.language or post.language) if nodes.has_charts else ()),
        *headings.check(parts.headings),
        *punctuation.check([*fields_text, *parts.texts]),
        *links.check(parts.anchors, known_links),
        *quotations.check(nodes, compared),
    ]
    return sorted(
        findings, key=lambda each: -1 if each.element_index is None else each.element_index
    )
