"""Save, delete and match the moderators' rules for comments."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from blog.comments.moderation.models import Rule, parse_domain
from blog.common import markup
from blog.common.text import normalize, safe_regex


@dataclass(frozen=True)
class CommentText:
    """The text of a comment with the name, website and e-mail address of its author."""

    text: str
    name: str = ""
    website: str = ""
    email: str = ""

    @cached_property
    def visible_text(self) -> str:
        """The text, name and website, in which words and patterns are searched."""
        return markup.clean_text("\n".join((self.text, self.name, self.website)))

    @cached_property
    def tokens(self) -> list[str]:
        return normalize.split_words(self.visible_text)

    @property
    def padded(self) -> str:
        return normalize.join_padded(self.tokens)

    @cached_property
    def links(self) -> list[str]:
        """The URLs in the text that would become links."""
        tree = markup.parse_fragment(markup.render_comment(self.text))
        return [link.get("href", "") for link in tree.iter("a")]

    @cached_property
    def linked_domains(self) -> set[str]:
        """The domains of its links and of the website."""
        return {parse_domain(url) for url in (*self.links, self.website)} - {""}

    @property
    def domains(self) -> set[str]:
        """The linked domains and that of the e-mail address."""
        return (self.linked_domains | {parse_domain(self.email)}) - {""}


Reason = dict[str, Any]


@dataclass(frozen=True)
class SavedRule:
    rule: Rule
    is_new: bool


def save_rule(
    *, kind: str, value: str, action: str, by: User | None, rule: Rule | None = None
) -> SavedRule:
    """Create a rule, or change `rule`, which keeps its author.

    Raises ValidationError for an invalid value or an existing rule with the same value. One query
    in a savepoint.
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
    """List warnings about a rule that may not do what a moderator expects."""
    warnings = []
    if kind == Rule.Kind.WORD:
        if any(comma in value for comma in ",،，、"):
            warnings.append(
                _("A comma does not separate alternatives: add a rule for each word instead.")
            )
        if len("".join(normalize.split_words(value))) == 1:
            warnings.append(_("This rule matches a single letter, so it may hold many comments."))
    if kind == Rule.Kind.DOMAIN and re.search(r"[^/:\s]/+[^/\s]", value):
        warnings.append(
            _("Only the domain counts: this rule matches every page of %(domain)s.")
            % {"domain": parse_domain(value)}
        )
    if kind == Rule.Kind.PATTERN and re.search(r"\\b[^\x00-\x7f]|[^\x00-\x7f]\\b", value):
        warnings.append(
            _(
                "In patterns, \\b recognises ASCII letters only. For other alphabets, use a rule of"
                " the kind ‘word or words’."
            )
        )
    return warnings


def delete_rules(*, rule_ids: list[int]) -> int:
    """Delete rules; return the number of deleted rules. One query."""
    return Rule.objects.filter(pk__in=rule_ids).delete()[0]


def find_matching_rules(text: CommentText) -> list[Reason]:
    """Find the rules that match a text, as reasons for `Comment.reasons`, blocking rules first. One
    query."""
    rules = Rule.objects.for_text(text.padded, text.domains).order_by("action", "pk")
    return [
        {"code": f"rule-{rule.kind}", "value": rule.value, "action": rule.action}
        for rule in rules
        if _is_match(rule, text)
    ]


def _is_match(rule: Rule, text: CommentText) -> bool:
    if rule.kind == Rule.Kind.PATTERN:
        return safe_regex.matches(rule.compared, text.visible_text)
    if rule.kind == Rule.Kind.LINKS:
        return len(text.links) > int(rule.compared)
    return True  # The query matches words and domains.
