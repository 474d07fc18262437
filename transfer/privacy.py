"""Personal data in imports; `accounts/privacy.py` describes the interface."""

from typing import Any

from accounts.models import User
from transfer.exports.models import Export
from transfer.items import Kind
from transfer.models import Import, ImportedItem
from transfer.review.models import ReviewDecision


def export(user: User) -> dict[str, Any]:
    """Return the imports and exports that an account started, its decisions in reviews, and the
    authors of other blogs that it is. Four queries."""
    imports = Import.objects.filter(by=user).order_by("pk")
    decisions = ReviewDecision.objects.filter(by=user).order_by("pk")
    authors = ImportedItem.objects.filter(author=user).order_by("pk")
    exports = Export.objects.filter(by=user).order_by("pk")
    return {
        "exports": list(exports.values("format", "created_at")),
        "imports": list(imports.values("path", "platform", "created_at")),
        "import_decisions": list(decisions.values("verb", "created_at")),
        "imported_authors": list(authors.values("origin__identity", "key")),
    }


def find_erasure_blockers(user: User) -> list[str]:
    return []


def erase(user: User) -> None:
    """Delete the author of the other blog that became the account, with name and e-mail address.
    Two queries."""
    ImportedItem.objects.of_kind(Kind.AUTHOR).filter(author=user).delete()
