"""Which tables are in our own archive, and which are not and why.

A test fails for a model in neither list, so that a new one is not forgotten.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Field, Model


@dataclass(frozen=True)
class Table:
    """All columns but those `omitted`, or `only` some: of accounts, where most are private."""

    omitted: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()


def _without(*names: str) -> Table:
    return Table(omitted=frozenset(names))


_ALL = Table()
# Rebuilt from the blocks when a post is loaded.
_RENDERED = ("html", "intro_html", "linked_data")
# Keyed hashes of personal data, which no other installation can compare.
_HASHES = ("email_hash", "domain_hash", "ip_hash", "network_hash")

# In an order in which each row comes after those that it refers to, except within a table.
EXPORTED = {
    "accounts.User": Table(
        only=frozenset(
            {"id", "username", "first_name", "last_name", "byline", "slug", "bio", "url", "follow"}
        )
    ),
    "blog.Source": _ALL,
    "blog.SourceName": _ALL,
    "blog.Tenure": _ALL,
    "blog.SourceIdentifier": _ALL,
    "blog.SourceRelation": _ALL,
    "blog.DifferentSources": _ALL,
    "blog.SourceChange": _ALL,
    "blog.SourceProposal": _ALL,
    "blog.Label": _ALL,
    "blog.LabelAlias": _ALL,
    "blog.LabelChange": _ALL,
    # Private files are named by secrets.
    "blog.Photo": _without("original_file"),
    "blog.Photo_also_uploaded_by": _ALL,
    "blog.PhotoChange": _without("before"),
    "blog.SiteSettings": _ALL,
    "blog.MediaFile": _ALL,
    "blog.CaptionTrack": _ALL,
    "blog.MediaTakeDown": _without("folder"),
    "blog.LinkPreview": _ALL,
    "blog.Post": _without(*_RENDERED),
    "blog.Authorship": _ALL,
    "blog.PostLabel": _ALL,
    "blog.Series": _ALL,
    "blog.SeriesPart": _ALL,
    "blog.Prose": _ALL,
    "blog.Figure": _ALL,
    "blog.Embed": _ALL,
    "blog.PullQuote": _ALL,
    "blog.Hop": _ALL,
    "blog.Comment": _without("html", "submission", "notice_at", *_HASHES),
    "blog.ModerationAction": _ALL,
    "blog.EarlierText": _ALL,
    "blog.Report": _without("ip_hash"),
    "blog.Rule": _ALL,
    "blog.WordCount": _ALL,
    "blog.RevisionBlock": _ALL,
    "blog.Revision": _ALL,
    "blog.RevisionFile": _ALL,
    "blog.Correction": _ALL,
    "blog.CheckOverride": _ALL,
    "blog.WorkflowTransition": _ALL,
    "blog.Note": _without("share", "submission", "notified_at"),
    "blog.Dossier": _ALL,
    "blog.DossierItem": _ALL,
    "blog.DismissedPair": _ALL,
    "redirects.Redirect": _without("site"),
}

_ACCOUNTS = "accounts, sign-in and permissions belong to an installation"
_MAIL = "e-mail addresses and mail"
_IMPORTS = "what imports of other blogs stored on the way; it has e-mail addresses"
_COPIES = "copies of pages of others, and what looks at these found"
_SEALS = "they are about the rows of this installation"
_DERIVED = "counted or computed from other tables"
_TEMPORARY = "state of this installation"

EXCLUDED = {
    "account.EmailAddress": _MAIL,
    "account.EmailConfirmation": _MAIL,
    "mail.QueuedEmail": _MAIL,
    "blog.Subscription": _MAIL,
    "mfa.Authenticator": _ACCOUNTS,
    "usersessions.UserSession": _ACCOUNTS,
    "sessions.Session": _ACCOUNTS,
    "accounts.User_groups": _ACCOUNTS,
    "accounts.User_user_permissions": _ACCOUNTS,
    "accounts.KnownDevice": _ACCOUNTS,
    "auth.Permission": _ACCOUNTS,
    "auth.Group": _ACCOUNTS,
    "auth.Group_permissions": _ACCOUNTS,
    "contenttypes.ContentType": _ACCOUNTS,
    "admin.LogEntry": _ACCOUNTS,
    **dict.fromkeys(
        (
            "transfer.Origin",
            "transfer.Import",
            "transfer.ImportedItem",
            "transfer.ImportedAddress",
            "transfer.ImportedPicture",
            "transfer.ImportedFile",
            "transfer.QuotationCandidate",
            "transfer.ReviewDecision",
            "transfer.RaisedPost",
            "transfer.ShapeRule",
            "transfer.ReviewedSource",
            "transfer.CandidateCredit",
        ),
        _IMPORTS,
    ),
    "transfer.Export": "other exports, and who asked for them",
    "blog.ShareLink": "its key opens a draft",
    "blog.Ban": "keyed hashes and networks of readers",
    "blog.Autosave": "unsaved forms of single people",
    "blog.SavedView": "of single people",
    "blog.LabelCounter": _DERIVED,
    "blog.SourceCounter": _DERIVED,
    "blog.SourceDayCounter": _DERIVED,
    "blog.AuthorCounter": _DERIVED,
    "blog.MonthCounter": _DERIVED,
    "blog.PostDayCounter": _DERIVED,
    "blog.CommentCounter": _DERIVED,
    "blog.CommentDayCounter": _DERIVED,
    "blog.WriterCounter": _DERIVED,
    "blog.FindingCount": _DERIVED,
    "blog.KnownWord": _DERIVED,
    "blog.LinkedFile": _DERIVED,
    "blog.DatasetFile": _DERIVED,
    "blog.QuotedPage": _COPIES,
    "blog.PageCopy": _COPIES,
    "blog.CopyPublication": _COPIES,
    "blog.QuotationCheck": _COPIES,
    "blog.VerdictChange": _COPIES,
    "blog.Seal": _SEALS,
    "blog.SealedFile": _SEALS,
    "blog.Link": _DERIVED,
    "blog.Link_posts": _DERIVED,
    "blog.AskedHost": _TEMPORARY,
    "blog.WaitingAddress": _TEMPORARY,
    "blog.RenderingTask": _TEMPORARY,
    "blog.SourceTask": _TEMPORARY,
    "accounts.RateLimitWindow": _TEMPORARY,
    "clock.PeriodicTask": _TEMPORARY,
    "operations.Backup": _TEMPORARY,
    "page_cache.Change": _TEMPORARY,
    "page_cache.Purge": _TEMPORARY,
    "sites.Site": _TEMPORARY,
    "django_tasks_database.DBTaskResult": _TEMPORARY,
    "taggit.Tag": "unused",
    "taggit.TaggedItem": "unused",
}


def list_models() -> dict[str, type[Model]]:
    """Return all models with a table of their own, those of relations included, by their labels."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.label: model for model in models if not model._meta.proxy}


def list_columns(model: type[Model], table: Table) -> list[Field]:
    """Return the columns to export: not those that the database computes."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    if table.only:
        return [field for field in fields if field.name in table.only]
    return [field for field in fields if field.name not in table.omitted]
