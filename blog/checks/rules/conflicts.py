"""Check for blocks with two versions, of which somebody has to choose one."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from blog.checks.findings import Finding
from blog.content import document
from blog.content.document import Document


def check(nodes: Document) -> Iterator[Finding]:
    for conflict in nodes.conflicts:
        html = "".join(document.blocks_to_html(Document([conflict])))
        message = _("This block has two versions. Choose which one to keep.")
        yield Finding("conflict", message, html, conflict.element_index)
