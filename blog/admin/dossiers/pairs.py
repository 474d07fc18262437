"""Offer pairs of quotations for a comparison, at `pairs/`."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.models import User, signed_in
from blog.content.citations.template_tags import format_date_said
from blog.dossiers.models import Dossier
from blog.dossiers.pairs import (
    dismiss_pair,
    find_pairs,
    list_dismissed_pairs,
    restore_pair,
)
from blog.dossiers.save import DossierRefused, add_items, save_dossier
from blog.models import PullQuote
from lib.parsing import parse_pk

MAX_NAME_LENGTH = 120


def pairs_view(request: HttpRequest, context: dict[str, Any], opts: Any) -> HttpResponse:
    """List the pairs; a POST with `first` and `second` starts a comparison as a draft.

    With `dismiss`, it stops offering the pair; with `restore`, it offers a dismissed one again.
    """
    if request.method == "POST":
        keys = [parse_pk(request.POST.get(name)) or 0 for name in ("first", "second")]
        if "dismiss" in request.POST or "restore" in request.POST:
            _dismiss_or_restore(request, keys)
            return redirect("admin:blog_dossier_pairs")
        try:
            dossier = start_comparison(_fetch_public(keys), signed_in(request))
        except DossierRefused as refused:
            messages.error(request, str(refused))
            return redirect("admin:blog_dossier_pairs")
        messages.success(
            request, _("The comparison is a draft. Write a sentence about it, then publish it.")
        )
        return redirect("admin:blog_dossier_change", dossier.pk)
    return TemplateResponse(
        request,
        "admin/blog/dossier/pairs.html",
        {
            **context,
            "title": _("Pairs to compare"),
            "opts": opts,
            "pairs": find_pairs(),
            "dismissed": list_dismissed_pairs(),
        },
    )


def _dismiss_or_restore(request: HttpRequest, keys: list[int]) -> None:
    if "dismiss" in request.POST:
        is_done = dismiss_pair(quotation_ids=keys)
        message = _("Dismissed. The pair is not offered any more; you can undo this below.")
    else:
        is_done = restore_pair(pk=parse_pk(request.POST["restore"]) or 0)
        message = _("The pair can be offered again.")
    if is_done:
        messages.success(request, message)
    else:
        messages.error(request, _("Nothing was changed, because this pair is no longer there."))


def _fetch_public(keys: list[int]) -> list[PullQuote]:
    public = PullQuote.objects.for_readers().in_bulk(keys)
    quotations = [public[key] for key in keys if key in public]
    if len(quotations) != 2:
        raise DossierRefused(_("One of these quotations is no longer public. Choose another pair."))
    return quotations


@transaction.atomic
def start_comparison(quotations: Sequence[PullQuote], by: User) -> Dossier:
    """Create a comparison of two quotations, with the name and the dates as its title.

    Reads their sources and speakers. Raises DossierRefused if they are of different voices.
    """
    first, second = quotations
    voice = first.speaker or first.source
    title = _("%(name)s, %(first)s and %(second)s") % {
        "name": voice.name[:MAX_NAME_LENGTH] if voice else _("Quotations"),
        "first": format_date_said(first) or _("undated"),
        "second": format_date_said(second) or _("undated"),
    }
    fields = {"kind": Dossier.Kind.COMPARISON, "title": title}
    dossier = save_dossier(fields=fields, by=by).dossier
    add_items(dossier=dossier, by=by, quotation_ids=[first.pk, second.pk])
    return dossier
