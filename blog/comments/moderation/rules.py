"""The moderators' rules for comments: saving and deleting them, and which of them a text meets."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from blog.comments.moderation.models import Rule, domain
from blog.common import markup
from blog.common.text import normalize, safe_regex


@dataclass(frozen=True)
class Text:
    """The text of a comment with the name, website and e-mail address given with it."""

    text: str
    name: str = ""
    website: str = ""
    email: str = ""

    @cached_property
    def whole(self) -> str:
        """What readers would see, and the website: in this, words and patterns are looked for."""
        return markup.text("\n".join((self.text, self.name, self.website)))

    @cached_property
    def words(self) -> list[str]:
        return normalize.words(self.whole)

    @property
    def padded(self) -> str:
        return normalize.padded(self.words)

    @cached_property
    def links(self) -> list[str]:
        """The addresses that would be links."""
        tree = markup.elements(markup.comment(self.text))
        return [link.get("href", "") for link in tree.iter("a")]

    @cached_property
    def linked(self) -> set[str]:
        """The domains of its links and of the website."""
        return {domain(address) for address in (*self.links, self.website)} - {""}

    @property
    def domains(self) -> set[str]:
        """Those, and that of the e-mail address."""
        return (self.linked | {domain(self.email)}) - {""}


Reason = dict[str, Any]


@dataclass(frozen=True)
class SavedRule:
    rule: Rule
    is_new: bool


def save_rule(
    *, kind: str, value: str, action: str, by: User | None, rule: Rule | None = None
) -> SavedRule:
    """Store a new rule of a moderator, or change `rule`, whose author stays.

    ValidationError where the value cannot be used or another rule says the same. One query in a
    savepoint.
    """
    is_new = rule is None or rule.pk is None
    rule = rule or Rule()
    rule.kind, rule.value, rule.action = kind, value, action
    if is_new:
        rule.by = by
    try:
        with transaction.atomic():
            rule.save()
    except ValueError as error:
        raise ValidationError({"value": str(error)}) from error
    except IntegrityError as error:
        if "rule_unique" not in str(error):
            raise
        raise ValidationError({"value": _("This rule already exists.")}) from error
    return SavedRule(rule, is_new)


def find_warnings(kind: str, value: str) -> list[str]:
    """Say what a moderator may not expect of a rule."""
    warnings = []
    if kind == Rule.Kind.WORD:
        if any(comma in value for comma in ",،，、"):
            warnings.append(
                _("A comma does not separate alternatives: add a rule for each word instead.")
            )
        if len("".join(normalize.words(value))) == 1:
            warnings.append(_("This rule matches a single letter, so it may hold many comments."))
    if kind == Rule.Kind.PATTERN and re.search(r"\\b[^\x00-\x7f]|[^\x00-\x7f]\\b", value):
        warnings.append(
            _(
                "In patterns, \\b recognises ASCII letters only. For other alphabets, use a rule of"
                " the kind ‘word or words’."
            )
        )
    return warnings


def delete_rules(*, rule_ids: list[int]) -> int:
    """Delete rules; returns how many there were. One query."""
    return Rule.objects.filter(pk__in=rule_ids).delete()[0]


def met(text: Text) -> list[Reason]:
    """List the rules that a text meets as `Comment.reasons` stores them, those that block first.
    One query."""
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
    return True  # The query has compared them.
