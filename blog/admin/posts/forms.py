"""The post form: the fields of a post, and its blocks as one document."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from blog import checks, corrections, editing, revisions, workflow
from blog.admin.corrections import CorrectionNoteForm
from blog.admin.posts.byline_field import BylineField
from blog.admin.posts.series_fields import SeriesFieldsForm, load_series, require_room
from blog.admin.posts.transition_form import TransitionForm
from blog.admin.posts.widgets import (
    DateTimeWidget,
    DocumentWidget,
    KeyInput,
    LabelsWidget,
    LanguageField,
    TitleWidget,
)
from blog.common import markup
from blog.common.db.languages import default_language
from blog.common.formatting.dates import time_of_day, trim_double_stop
from blog.content import document
from blog.content.document import Document, facts
from blog.content.series import SeriesPlace
from blog.models import Page, Post
from blog.models.comment_policy import CommentPolicy
from blog.models.labels import MAX_LABEL_LENGTH, resolve_aliases
from blog.models.posts import MAX_SLUG_LENGTH
from blog.revisions.autosave_models import Autosave
from blog.revisions.models import Revision
from blog.workflow import Kind
from lib.parsing import parse_json
from lib.slugs import is_derived_from

MAX_LABELS = 30
TITLE_LENGTH = Post._meta.get_field("title").max_length
TITLE_ERRORS = {
    "title": {
        "max_length": _(
            "The title is too long: it has %(show_value)d characters, and the "
            "limit is %(limit_value)d. Shorten it, then save again."
        )
    }
}


class ReasonsField(forms.CharField):
    """JSON object of reasons by the key of a finding; '' withdraws a reason."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> dict[str, str]:
        try:
            data = parse_json(super().clean(value) or "{}")
            reasons = {
                markup.clean_text(str(key)): " ".join(markup.clean_text(str(why)).split())
                for key, why in data.items()
            }
        except (ValueError, AttributeError):
            raise ValidationError(
                _("The reasons for overriding checks could not be read. Enter them again.")
            ) from None
        if len(reasons) > 200 or any(len(w) > checks.MAX_REASON_LENGTH for w in reasons.values()):
            raise ValidationError(
                _("A reason can have at most %(limit)d characters."),
                params={"limit": checks.MAX_REASON_LENGTH},
            )
        return reasons


class FactsField(forms.Field):
    """JSON with facts of sources and photos. Invalid JSON counts as empty."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> facts.Facts:
        return facts.from_json(value or "")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class PostForm(CorrectionNoteForm, SeriesFieldsForm, TransitionForm):
    """Permissions and choices depend on `user`. Validate the form with the post locked."""

    data: QueryDict
    merged_save: revisions.MergedSave | None = None
    # A preview ignores concurrent saves, checks and transitions.
    is_preview = False
    document = forms.CharField(
        label=_("Text"), required=False, widget=DocumentWidget, max_length=2_000_000, strip=False
    )
    language = LanguageField(label=_("Language"), max_length=35, initial=default_language)
    byline = BylineField()
    # The latest revision when the form was opened, and the key of its autosaves.
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    # The key of what is typed while the form is sent: another one each time.
    next_key = forms.UUIDField(required=False, widget=KeyInput)
    # The facts of sources and photos that the form showed, to detect changes by its author.
    shown = FactsField(required=False)
    # Reasons for overriding check results, from the check panel.
    overrides = ReasonsField(required=False)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=200,
        help_text=_("For the history: what you changed, and why."),
    )

    class Meta:
        model = Post
        fields = (
            *("title", "slug", "status", "published_at", "language", "summary", "labels"),
            *("comments_mode", "comments_close_after"),
        )
        widgets = {
            "title": TitleWidget,
            "labels": LabelsWidget,
            "published_at": DateTimeWidget(),
            "status": forms.HiddenInput,
        }
        error_messages = TITLE_ERRORS

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.is_bound:
            nodes = document.load_document(self.instance, self.user)
            self.initial["document"] = document.to_html(nodes)
            self.initial["shown"] = facts.to_json(facts.collect_facts(nodes))
            if note := corrections.get_draft_note(self.instance):
                self.initial.update(change_kind=note.kind, change_text=note.text)
        for name in ("title", "summary", "labels", "note"):
            if field := self.fields.get(name):
                field.widget.attrs["dir"] = "auto"  # Independent of the interface language.
        if title := self.fields.get("title"):
            # With maxlength, a browser would silently truncate pasted text.
            title.widget.attrs["placeholder"] = _("Title")
            title.widget.attrs["data-limit"] = title.widget.attrs.pop("maxlength", TITLE_LENGTH)
            if not self.instance.pk:
                title.widget.attrs["autofocus"] = True
        planned = self.instance.published_at
        is_planned = bool(planned and planned > timezone.now())
        if planned and is_planned:
            self.initial["schedule_at"] = localtime(planned).strftime("%Y-%m-%dT%H:%M")
        if date := self.fields.get("published_at"):
            self._describe_date(date, is_planned)
        self._set_byline_choices()
        if not self.is_bound:
            if "series" in self.fields:
                load_series(self)
            self.initial["form_key"] = uuid.uuid4()
            if self.instance.pk:
                self.initial["revision"] = revisions.get_latest_id(self.instance)
        mode = self.fields.get("comments_mode")
        if isinstance(mode, forms.ChoiceField):
            mode.choices = [("", _("Site default")), *CommentPolicy.choices]
        if self.stored_status == Post.Status.PUBLISHED and "slug" in self.fields:
            self.fields["slug"].widget.attrs["data-published"] = ""

    def _describe_date(self, date: forms.Field, is_planned: bool) -> None:
        date.label = _("Publication date")
        if self.stored_status != Post.Status.PUBLISHED:
            if isinstance(self.instance, Page):
                date.help_text = _(
                    "Leave it empty for the day of publication. The page is published at a future"
                    " date only once it is scheduled."
                )
            else:
                date.help_text = _(
                    "Readers will see this date; leave it empty for the day of publication. The"
                    " post is published at a future date only once it is scheduled."
                )
        elif not workflow.can_publish(self.instance, self.user):
            date.disabled = True
            date.help_text = (
                _("Only an editor can change the date of a scheduled post.")
                if is_planned
                else _("Only an editor can change the date of a published post.")
            )
        elif is_planned:
            date.help_text = _("The post is published automatically then.")
        else:
            date.help_text = _("Readers see this date.")

    @property
    def has_fixed_date(self) -> bool:
        """Whether the post is published and the user may not change its date."""
        return "published_at" in self.fields and self.fields["published_at"].disabled

    def _set_byline_choices(self) -> None:
        """Let editors set the byline; the posts of authors have their own name."""
        byline = self.fields.get("byline")
        if not isinstance(byline, BylineField):
            return
        if not self.user.has_perm("blog.edit_all"):
            del self.fields["byline"]
            return
        authors = revisions.load_byline(self.instance) or [self.user.pk]
        self.initial["byline"] = authors
        byline.set_choices(authors, self.data, self.add_prefix("byline"))

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_labels(self) -> list[str]:
        labels = self.cleaned_data["labels"] or []
        if len(labels) > MAX_LABELS:
            raise ValidationError(
                _("A post can have at most %(limit)d labels."), params={"limit": MAX_LABELS}
            )
        for label in labels:
            if len(label) > MAX_LABEL_LENGTH:
                raise ValidationError(
                    _("A label can have at most %(limit)d characters: “%(label)s…” has more."),
                    params={"limit": MAX_LABEL_LENGTH, "label": label[:30]},
                )
        return resolve_aliases(labels)

    def clean_series(self) -> str:
        name = " ".join(self.cleaned_data["series"].split())
        if name and "series" in self.changed_data and not self.is_preview:
            require_room(name, self.instance)
        return name

    def get_series_place(self) -> SeriesPlace | None:
        """Return the place of the post in a series, None if it was not changed in this form."""
        if not {"series", "series_number"} & set(self.changed_data):
            return None
        return SeriesPlace(self.cleaned_data["series"], self.cleaned_data["series_number"])

    def clean_slug(self) -> str:
        """Derive an empty slug from the title. If another post or page has the slug, a derived one
        gets the next number, and a custom one is an error."""
        slug, title = self.cleaned_data["slug"], self.cleaned_data.get("title", "")
        if not slug:
            return self.instance.find_free_slug(title)
        if Post.all_objects.exclude(pk=self.instance.pk).filter(slug=slug).exists():
            is_published = self.stored_status == Post.Status.PUBLISHED
            if is_published or not is_derived_from(title, slug, MAX_SLUG_LENGTH):
                raise ValidationError(_("Another post or page already has this address."))
            return self.instance.find_free_slug(title)
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("status") == Post.Status.PUBLISHED and "published_at" not in self.errors:
            is_out = self.stored_status == Post.Status.PUBLISHED
            stored = self.instance.published_at if is_out else None
            cleaned["published_at"] = cleaned.get("published_at") or stored or timezone.now()
        if "document" not in cleaned:
            return cleaned
        nodes = document.parse(cleaned["document"])
        if not self.is_preview:
            # A document with unresolved conflicts is merged once the user has resolved them.
            if not nodes.conflicts and self.instance.pk and not self.errors:
                nodes = self._merge(cleaned) or nodes
            self.clean_transition_request(cleaned, nodes)
        cleaned["document"] = self._clean_document(nodes, cleaned.get("status"))
        if not self.is_preview and not self.errors:
            self.require_note(
                corrections.is_note_required(self.instance, cleaned, cleaned["document"])
            )
            self.is_draft = cleaned.get("status") != Post.Status.PUBLISHED
        return cleaned

    def revision_fields(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """Return the submitted fields in the format of revisions."""
        fields = revisions.serialize_fields({name: cleaned[name] for name in Revision.FIELDS})
        if "labels" in cleaned:
            fields["labels"] = sorted(cleaned["labels"])
        if "byline" in cleaned:
            fields["byline"] = cleaned["byline"]
        return fields

    def _merge(self, cleaned: dict[str, Any]) -> Document | None:
        """Merge changes that were saved since the form was opened.

        Returns the merged document, None if there were none. Conflicts are errors of the form,
        which then contains both versions.
        """
        fields, html = self.revision_fields(cleaned), cleaned["document"]
        opened_revision, shown = cleaned.get("revision"), cleaned["shown"]
        save = revisions.merge_with_latest(
            self.instance, opened_revision, fields, html, shown, self.user
        )
        if save and (own := self._get_saved_revision()) > (opened_revision or 0):
            save = revisions.merge_with_latest(self.instance, own, fields, html, shown, self.user)
        if save is None:
            return None
        self.merged_save = save
        merged = document.parse(save.html)
        accepted = {
            name: parse_datetime(value) if name == "published_at" and value is not None else value
            for name, value in save.accepted.items()
        }
        cleaned |= accepted
        if save.is_clean:
            return merged
        revisions.record_aside(self.instance, self.user, fields, html)
        now = facts.load_facts(merged)
        # The form now has the new revision, so everything in it counts as this user's own change:
        # it has to contain the other person's changes.
        inputs = {
            n: v for name in accepted for n, v in self._input_values(name, accepted[name]).items()
        }
        self._replace_data(save.html, now, revision=str(save.latest.pk), **inputs)
        who, when = save.latest.by or _("Somebody"), time_of_day(save.latest.created_at)
        message = _(
            "%(who)s saved this at %(when)s while you had it open. Changes that do not overlap"
            " have been merged. Check what both of you changed, then save again."
        )
        if save.latest.by == self.user:
            message = _(
                "You saved this in another tab at %(when)s. Changes that do not overlap have been"
                " merged. Check what you changed in both tabs, then save again."
            )
        self.add_error(None, trim_double_stop(message % {"who": who, "when": when}))
        for name, value in save.conflicting.items():
            if name == "byline":
                (value,) = revisions.format_bylines(value)
            text = revisions.format_field(name, value)
            self.add_error(name, _("Saved in the meantime: “%(value)s”") % {"value": text or "–"})
        return merged

    def _get_saved_revision(self) -> int:
        """Return the revision that an automatic save of this form made: its answer may not have
        arrived. 0 without one; one query."""
        forms = Autosave.objects.filter(form=self.cleaned_data["form_key"], user=self.user)
        return forms.values_list("saved_revision", flat=True).first() or 0

    def _input_values(self, name: str, value: Any) -> dict[str, str]:
        """Return a field's value as the browser sends it, by input name without the prefix."""
        widget = self.fields[name].widget
        if name == "labels":
            return {name: ", ".join(value)}
        if not isinstance(widget, forms.MultiWidget):
            return {name: _input_value(widget, self.fields[name].prepare_value(value))}
        multi: Any = widget
        values = multi.decompress(value)
        values += [None] * (len(multi.widgets) - len(values))
        rows = zip(multi.widgets_names, multi.widgets, values, strict=True)
        return {f"{name}{suffix}": _input_value(part, value) for suffix, part, value in rows}

    def _clean_document(self, nodes: Document, status: str | None) -> Document:
        now = facts.load_facts(nodes)
        facts.apply_facts(nodes, now, self.cleaned_data["shown"])
        document.update_credits(nodes, self.instance, self.user)
        document.check(nodes, self.instance, self.user, publishing=False)
        if status == Post.Status.PUBLISHED and nodes.is_empty:
            self.add_error("document", _("There is nothing to publish yet. Write some text first."))
        if not self.is_preview and not nodes.errors:
            self._run_checks(nodes, status)
        if nodes.errors:
            # Redisplay the document with each error at its node.
            self._replace_data(document.to_html(nodes), now)
            if conflicts := len(nodes.conflicts):
                message = ngettext(
                    "Not saved: %(count)d block has two versions. Choose which version "
                    "to keep; it is marked below.",
                    "Not saved: %(count)d blocks have two versions. Choose which "
                    "versions to keep; they are marked below.",
                    conflicts,
                )
                self.add_error("document", message % {"count": conflicts})
            if faulty := sum(bool(node.errors) for node in nodes.nodes_with_inline) - conflicts:
                message = ngettext(
                    "%(count)d block needs attention; it is marked below.",
                    "%(count)d blocks need attention; they are marked below.",
                    faulty,
                )
                self.add_error("document", message % {"count": faulty})
        return nodes

    def _replace_data(self, html: str, now: facts.Facts, **changes: str) -> None:
        """Redisplay the form with this document and the facts `now`, from which only changes by
        its author differ."""
        data = self.data.copy()
        changes |= {"document": html, "shown": facts.to_json(now)}
        for name, value in changes.items():
            data[self.add_prefix(name)] = value
        self.data = data

    def clean_overrides(self) -> dict[str, str]:
        reasons = self.cleaned_data["overrides"]
        if reasons and not workflow.can_publish(self.instance, self.user):
            raise ValidationError(_("Only an editor can override checks."))
        return reasons

    def _run_checks(self, nodes: Document, status: str | None) -> None:
        """Add check results that block publishing as errors of their blocks.

        On submission for review they only have to be confirmed. Problems that are already published
        do not block. Five queries, eight more if a published post has blocking results.
        """
        is_published = status == Post.Status.PUBLISHED
        if not is_published and self.requested_kind != Kind.HANDED_IN:
            return
        results = self._check_results(nodes)
        if not is_published:
            self.warn(results.blocking)
            return
        blocking = editing.exclude_public(results.blocking, self.instance, self.user)
        if not blocking:
            self.warn(results.open)
            return
        nodes_by_index = {node.element_index: node for node in nodes.nodes_with_inline}
        for finding in blocking:
            if finding.element_index in nodes_by_index:
                nodes_by_index[finding.element_index].errors.append(finding.message)
        message = ngettext(
            "Not published: %(count)d check result blocks publishing. See "
            "“Checks”; an editor can override most check results there with a "
            "reason.",
            "Not published: %(count)d check results block publishing. See "
            "“Checks”; an editor can override most check results there with a "
            "reason.",
            len(blocking),
        )
        self.add_error(None, message % {"count": len(blocking)})

    def _check_results(self, nodes: Document) -> checks.CheckResults:
        """Check the submitted form, with its overrides. Five queries at most."""
        cleaned = self.cleaned_data
        labels = cleaned.get("labels") or [] if "labels" in self.fields else None
        title, summary = cleaned.get("title", ""), cleaned.get("summary", "")
        content = checks.CheckInput(nodes, title, summary, labels, cleaned.get("language", ""))
        findings = checks.run(content, self.instance, self.user)
        return checks.apply_overrides(
            findings, self.instance, cleaned.get("overrides", {}), self.user
        )


def _input_value(widget: forms.Widget, value: Any) -> str:
    """Return a value as the browser sends it for a widget with one input."""
    formatted = widget.format_value(value)
    if isinstance(formatted, list):  # The selected values of a <select>.
        formatted = next(iter(formatted), "")
    return str(formatted or "")
