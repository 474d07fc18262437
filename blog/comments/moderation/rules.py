"""Which of the moderators' rules a comment meets."""

from typing import Any

from blog.comments.moderation.features import Text
from blog.comments.moderation.models import Rule
from blog.common.text import safe_regex

Reason = dict[str, Any]


def met(text: Text) -> list[Reason]:
    """As `Comment.reasons` keeps them, those that block first. One query."""
    rules = Rule.objects.for_text(text.padded, text.domains).order_by("action", "pk")
    return [
        {"code": f"rule-{rule.kind}", "value": rule.value, "action": rule.action}
        for rule in rules
        if _is_met(rule, text)
    ]


def _is_met(rule: Rule, text: Text) -> bool:
    if rule.kind == Rule.Kind.PATTERN:
        return safe_regex.matches(rule.compared, text.whole)
    if rule.kind == Rule.Kind.LINKS:
        return len(text.links) > int(rule.compared)
    return True  # The database has looked.
