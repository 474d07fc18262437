"""What the columns of the list of quotations show. No queries, where the rows are selected."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from blog.common.text.truncate import shorten
from blog.content.sources.roles import format_roles, get_roles
from blog.models import Source
from blog.workflow import State, get_state

MAX_TEXT_LENGTH = 240


def render_text(quotation: Any) -> SafeString:
    """Return the beginning of the text, with a link to its block in the editor."""
    text = shorten(" ".join(quotation.text.split()), MAX_TEXT_LENGTH)
    language = quotation.language or quotation.post.language
    html = format_html('<q dir="auto" lang="{}">{}</q>', language, text)
    if quotation.can_edit:
        html = format_html('<a href="{}">{}</a>', get_editor_url(quotation), html)
    if quotation.is_inline:
        kind = _("Within a sentence")
        html = format_html('{} <span class="quotation-detail">{}</span>', html, kind)
    return html


def get_editor_url(quotation: Any) -> str:
    """Return the URL of the form of its post, which opens at the quotation."""
    form = reverse(f"admin:blog_{quotation.post.kind}_change", args=[quotation.post_id])
    return f"{form}#pullquote-{quotation.pk}"


def render_credit(quotation: Any) -> SafeString:
    """Return speaker and source, with links to their quotations in the list, and the role of the
    first at the date of the quotation."""
    credited = [each for each in (quotation.speaker, quotation.source) if each]
    if not credited:
        attribution = quotation.attribution or _("No source")
        return format_html('<span class="quotation-detail" dir="auto">{}</span>', attribution)
    names = format_html_join(", ", "{}", [(_link_source(each),) for each in credited])
    if not (role := format_roles(get_roles(quotation))):
        return names
    return format_html('{} <span class="quotation-detail" dir="auto">{}</span>', names, role)


def _link_source(source: Source) -> SafeString:
    return format_html('<a href="?source={}" dir="auto">{}</a>', source.pk, source.name)


def render_post(quotation: Any) -> SafeString:
    """Return the title and state of the post, with a link to the quotation on the site."""
    post = quotation.post
    state = get_state(post)
    details = format_html("{}", state.label)
    if state == State.PUBLIC:
        link = '{} · <a href="{}" aria-label="{}">{}</a>'
        view = _("View on site")
        label = f"{view}: {shorten(' '.join(quotation.text.split()), 60)}"
        details = format_html(link, details, quotation.get_absolute_url(), label, view)
    title = format_html('<span dir="auto" lang="{}">{}</span>', post.language, post.title)
    return format_html('{} <span class="quotation-detail">{}</span>', title, details)


def render_verdict(quotation: Any) -> SafeString:
    """Return what was found on the page of the source, with a link to the comparison."""
    check = getattr(quotation, "evidence", None)
    if check is None:
        return SafeString("")
    label = check.get_verdict_display()
    if quotation.can_edit:
        url = reverse("admin:blog_quotationcheck_change", args=[check.pk])
        label = format_html('<a href="{}">{}</a>', url, label)
    notes = []
    if check.overruled_at:
        notes.append((_("Overruled"),))
    if check.unread_reason:
        notes.append((check.get_unread_reason_display(),))
    detail = '<span class="quotation-detail">{}</span>'
    return format_html("{} {}", label, format_html_join(" ", detail, notes))
