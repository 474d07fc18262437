"""Passages that two people changed, of which somebody has yet to choose one."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from blog.checks.findings import Finding
from blog.content import document
from blog.content.document import Document


def check(nodes: Document) -> Iterator[Finding]:
    for conflict in nodes.conflicts:
        passage = "".join(document.block_html(Document([conflict])))
        message = _("This block has two versions. Choose which one to keep.")
        yield Finding("conflict", message, passage, conflict.at)
