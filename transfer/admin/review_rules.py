"""Correct how the attributions of one form are read, by one of its examples."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lib.parsing import parse_pk
from transfer.models import Import
from transfer.review import forms, tasks
from transfer.review.examples import build_examples
from transfer.review.models import QuotationCandidate
from transfer.review.reading import (
    Meaning,
    Rule,
    guess_meanings,
    list_parts,
    read_attribution,
)
from transfer.review.rules import has_own_line, load_rule, save_rule

MAX_PARTS = 12


class RulesMixin:
    """The page that corrects a rule, for the admin of imports."""

    def review_rule(self: Any, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the parts of an example's attribution; a POST stores or previews what they mean."""
        run = self.get_import(request, pk)
        shape = request.POST.get("shape") or request.GET.get("shape", "")
        example = _find_example(request, run, shape)
        if example is None:
            return redirect_from_changed_form(request, run, shape, _parse_example(request))
        if request.method == "POST" and "remove" in request.POST:
            _store_rule(run, shape, None)
            messages.success(request, _("The correction was removed."))
            return redirect(get_group_url(run, shape))
        rule = stored = load_rule(run, shape)
        error, preview = "", []
        if request.method == "POST":
            rule = _read_form(request, example.attribution)
            if rule.is_attribution and rule.meanings and not rule.has_name:
                error = _("Say which part is the person, publication, organisation or document.")
            elif "preview" in request.POST:
                preview = build_examples(forms.list_examples(run, shape), {shape: rule})
            else:
                count = _store_rule(run, shape, rule)
                text = ngettext(
                    "%(count)d quotation is read by your correction. Nothing was accepted yet.",
                    "%(count)d quotations are read by your correction. Nothing was accepted yet.",
                    count,
                )
                messages.success(request, text % {"count": count})
                return redirect(get_group_url(run, shape))
        return self.render_page(
            request,
            "review/rule",
            _("Correct the attribution"),
            run=run,
            shape=shape,
            form_name=self.describe_shape(shape),
            example=example,
            parts=_list_choices(example.attribution, rule),
            meanings=Meaning.choices,
            rule=rule or Rule(),
            has_rule=stored is not None,
            has_own_line=has_own_line(shape),
            error=error,
            preview=preview,
        )


def redirect_from_changed_form(
    request: HttpRequest, run: Import, shape: str, candidate: int | None
) -> HttpResponse:
    """Redirect somebody whose form a search has changed to the list of forms.

    Raises Http404 if no search has divided the form or moved the candidate.
    """
    if not forms.has_changed(run, shape, candidate):
        raise Http404
    text = _("A search has changed this form since. Nothing was stored; choose a form again.")
    messages.warning(request, text)
    return redirect("admin:transfer_import_review", run.pk)


def _parse_example(request: HttpRequest) -> int | None:
    return parse_pk(request.POST.get("example") or request.GET.get("example"))


def _find_example(request: HttpRequest, run: Import, shape: str) -> QuotationCandidate | None:
    """Return the candidate that the request names, else the open one with most parts; None if the
    form does not have it."""
    if key := _parse_example(request):
        return QuotationCandidate.objects.filter(pk=key, run=run, shape=shape).first()
    examples = forms.list_examples(run, shape)
    return max(examples, key=lambda each: len(list_parts(each.attribution)), default=None)


def _list_choices(line: str, rule: Rule | None) -> list[tuple[str, str]]:
    """Return the parts of a line, each with what it means now."""
    parts, meanings = list_parts(line)[:MAX_PARTS], guess_meanings(line)
    if rule and rule.meanings:
        missing = [Meaning.NOTHING.value] * (len(parts) - len(rule.meanings))
        meanings = [*rule.meanings, *missing]
    return list(zip(parts, meanings, strict=False))


def _read_form(request: HttpRequest, line: str) -> Rule:
    """Return the rule of a form. Where it says what the engine reads, the engine reads the shape.

    A line with a publication and a person is an exception: the engine reads the person as its
    source, a rule as the speaker in the publication.
    """
    listed = [m for m in request.POST.getlist("meaning") if m in Meaning.values]
    meanings = tuple(listed[:MAX_PARTS])
    is_engine = meanings == tuple(guess_meanings(line)[:MAX_PARTS])
    if is_engine and not read_attribution(line, Rule(meanings=meanings)).speaker.name:
        meanings = ()
    return Rule(
        is_attribution=request.POST.get("is_attribution") != "no",
        has_date=request.POST.get("has_date") == "yes",
        meanings=meanings,
    )


def _store_rule(run: Import, shape: str, rule: Rule | None) -> int:
    count = save_rule(run, shape, rule)
    tasks.compare_sources.enqueue(run.pk)
    return count


def get_group_url(run: Import, shape: str) -> str:
    """Return the URL of the page with the candidates of a shape."""
    url = reverse("admin:transfer_import_group", args=[run.pk])
    return f"{url}?{urlencode({'shape': shape})}"
