"""Review of the quotations of an import: groups of one shape, with examples and decisions."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import signed_in
from lib.parsing import parse_pk
from transfer.admin.review_progress import WORKS, describe_review_progress
from transfer.admin.review_rules import RulesMixin, get_group_url, redirect_from_changed_form
from transfer.admin.review_sources import SourcesMixin
from transfer.models import Import
from transfer.review import decisions, tasks
from transfer.review.examples import build_examples
from transfer.review.models import QuotationCandidate, ReviewDecision
from transfer.review.rules import load_rule
from transfer.review.sources import count_statuses

# The parts of a shape in words.
FORMS = {
    "quote": gettext_lazy("Block quotes"),
    "paragraph": gettext_lazy("Paragraphs in quotation marks"),
}
PLACES = {
    "inside": gettext_lazy("attributed in their last line"),
    "below": gettext_lazy("attributed in the line below"),
    "above": gettext_lazy("introduced by the sentence above"),
    "named": gettext_lazy("attributed elsewhere"),
    "none": gettext_lazy("without an attribution"),
}
BEGINNINGS = {
    "dash": gettext_lazy("after a dash"),
    "bracket": gettext_lazy("in brackets"),
    "plain": "",
}
CONTEXTS = {
    "date": gettext_lazy("under a date"),
    "heading": gettext_lazy("under a heading"),
    "bold": gettext_lazy("under a line in bold"),
    "italic": gettext_lazy("under a line in italics"),
    "colon": gettext_lazy("under a paragraph that ends in a colon"),
    "line": gettext_lazy("under a short line"),
    "prose": gettext_lazy("under ordinary text"),
    "quote": gettext_lazy("under another quotation"),
    "nothing": gettext_lazy("with no text directly above"),
}
LINKS = {"link": pgettext_lazy("quotations", "with a link"), "nolink": ""}
RECENT_DECISIONS = 10


def describe_shape(shape: str) -> str:
    """Describe a shape: 'Block quotes, attributed in the line below, after a dash'.

    Shapes of earlier versions do not say what stands above. A sentence above that introduces the
    quotations ends in a colon as a rule, so that is not said twice.
    """
    form, place, begin, link, _evidence, *above = shape.split(" ")
    above = [] if (place, *above) == ("above", "colon") else above
    parts = [FORMS[form], PLACES[place], BEGINNINGS[begin], LINKS[link]]
    parts += [CONTEXTS[each] for each in above]
    return pgettext("between parts of a description", ", ").join(str(p) for p in parts if p)


class ReviewMixin(RulesMixin, SourcesMixin):
    """Views of the review, for the admin of imports."""

    describe_shape = staticmethod(describe_shape)

    def get_review_urls(self: Any) -> list:
        def view(method: Any) -> Any:
            return self.admin_site.admin_view(method)

        def post(method: Any) -> Any:
            return view(require_POST(method))

        return [
            path("<int:pk>/review/", view(self.review), name="transfer_import_review"),
            path("<int:pk>/review/find/", post(self.find), name="transfer_import_find"),
            path("<int:pk>/review/group/", view(self.review_group), name="transfer_import_group"),
            path("<int:pk>/review/undo/", post(self.undo), name="transfer_import_undo"),
            path(
                "<int:pk>/review/progress/",
                view(self.review_progress),
                name="transfer_import_review_progress",
            ),
            path("<int:pk>/review/rule/", view(self.review_rule), name="transfer_import_rule"),
            path(
                "<int:pk>/review/sources/",
                view(self.review_sources),
                name="transfer_import_sources",
            ),
            path(
                "<int:pk>/review/sources/decide/",
                post(self.decide_source),
                name="transfer_import_decide_source",
            ),
            path(
                "<int:pk>/review/sources/<int:row_pk>/",
                view(self.choose_source),
                name="transfer_import_choose_source",
            ),
        ]

    def review(self: Any, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the groups and the latest decisions."""
        run = self.get_import(request, pk)
        groups = [
            (group, describe_shape(group.shape), get_group_url(run, group.shape))
            for group in decisions.list_groups(run)
        ]
        progress = describe_review_progress(run)
        recent = decisions.filter_undoable(run).select_related("by").order_by("-pk")
        if progress.is_running:  # Perhaps one of them is being undone.
            recent = recent.filter(undone_at=None)
        return self.render_page(
            request,
            "review/groups",
            _("Quotations of the import"),
            run=run,
            groups=groups,
            recent=[(each, describe_shape(each.shape)) for each in recent[:RECENT_DECISIONS]],
            progress=progress,
            progress_url=reverse("admin:transfer_import_review_progress", args=[run.pk]),
            stage_label=WORKS.get(progress.stage, ""),
            left_as_edited=[] if progress.is_running else decisions.list_left_as_edited(run),
            count=sum(group.proposed for group, _name, _url in groups),
            corrected=set(run.shape_rules.values_list("shape", flat=True)),
            sources=count_statuses(run),
        )

    def find(self: Any, request: HttpRequest, pk: int) -> HttpResponse:
        """Find the candidates of the first posts at once, and of the others in the background."""
        run = self.get_import(request, pk)
        before = decisions.count_proposed(run)
        last = decisions.find_all(run, limit=tasks.POSTS_A_TASK)
        if last is not None:
            tasks.find_candidates.enqueue(run.pk, last)
        elif decisions.count_proposed(run) == before:
            text = _("No further quotations were found in the posts of this import.")
            messages.info(request, text)
        return redirect("admin:transfer_import_review", run.pk)

    def review_group(self: Any, request: HttpRequest, pk: int) -> HttpResponse:
        """Show examples of a group, or decide about all of it."""
        run = self.get_import(request, pk)
        shape = request.POST.get("shape") or request.GET.get("shape", "")
        group = next((each for each in decisions.list_groups(run) if each.shape == shape), None)
        if group is None:
            return redirect_from_changed_form(
                request, run, shape, parse_pk(request.POST.get("only"))
            )
        excluded = {key for key in map(parse_pk, request.POST.getlist("without")) if key}
        if request.POST.get("verb") in ReviewDecision.Verb.values:
            return self._decide(request, run, shape, excluded)
        page, rule = _parse_page(request), load_rule(run, shape)
        examples = build_examples(decisions.list_examples(run, shape, page), rule)
        seen = page * decisions.EXAMPLES + len(examples)
        excluded_before = excluded - {example.candidate.pk for example in examples}
        return self.render_page(
            request,
            "review/group",
            describe_shape(shape),
            run=run,
            group=group,
            examples=examples,
            page=page,
            next_page=page + 1 if group.proposed > seen else None,
            excluded=excluded,
            excluded_before=excluded_before,
            rule=rule,
            # What the bar says by the number of these examples that are left out.
            bars=[
                describe_bar(group.proposed, seen, len(excluded_before) + count)
                for count in range(len(examples) + 1)
            ],
            bar=describe_bar(group.proposed, seen, len(excluded)),
        )

    def _decide(
        self: Any, request: HttpRequest, run: Import, shape: str, excluded: set[int]
    ) -> HttpResponse:
        by, verb = signed_in(request), request.POST["verb"]
        one = parse_pk(request.POST.get("only"))
        if one:
            candidate = QuotationCandidate.objects.filter(pk=one, run=run, shape=shape).first()
            if candidate is None:
                return redirect_from_changed_form(request, run, shape, one)
            decision = decisions.decide_one(candidate, verb=verb, by=by)
        else:
            decision = decisions.decide(run, shape=shape, verb=verb, by=by, excluded=excluded)
        tasks.work_on(decision, by=by)
        count = decision.candidates.count()
        if verb == ReviewDecision.Verb.ACCEPT:
            text = ngettext(
                "%(count)d quotation accepted.", "%(count)d quotations accepted.", count
            )
        else:
            text = ngettext(
                "%(count)d quotation declined.", "%(count)d quotations declined.", count
            )
        messages.success(request, text % {"count": count})
        left = decisions.list_examples(run, shape)
        url = get_group_url(run, shape) if one and left else None
        url = url or reverse("admin:transfer_import_review", args=[run.pk])
        return redirect(url)

    def undo(self: Any, request: HttpRequest, pk: int) -> HttpResponse:
        run = self.get_import(request, pk)
        key = parse_pk(request.POST.get("decision"))
        decision = get_object_or_404(decisions.filter_undoable(run), pk=key)
        decisions.undo(decision)
        tasks.work_on(decision, by=signed_in(request))
        messages.success(request, _("Undone."))
        return redirect("admin:transfer_import_review", run.pk)

    def review_progress(self: Any, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer the script of the page."""
        return JsonResponse(asdict(describe_review_progress(self.get_import(request, pk))))


def describe_bar(proposed: int, seen: int, left_out: int) -> dict[str, str]:
    """Return what the button to accept a form says, and the text beside it."""
    count = proposed - left_out
    accept = ngettext("Accept %(number)s quotation", "Accept %(number)s quotations", count)
    return {
        "accept": accept % {"number": intcomma(count)},
        "confidence": describe_confidence(seen, left_out),
    }


def describe_confidence(seen: int, wrong: int) -> str:
    """Say how many of a group are probably right, from the examples that somebody has seen; '' for
    too few examples without an error.

    Without an error among n examples, at least 1 - 3/n of all are right with a confidence of 95 %
    (the rule of three).
    """
    values = {"seen": seen, "wrong": wrong}
    if wrong:
        share = round(100 * (seen - wrong) / seen) if seen else 0
        return _("%(seen)d seen, %(wrong)d left out: about %(share)d %% are right.") % {
            **values,
            "share": share,
        }
    if seen < decisions.EXAMPLES:
        return ""
    share = round(100 * (1 - 3 / seen))
    return _("%(seen)d seen, none left out: at least %(share)d %% are right.") % {
        **values,
        "share": share,
    }


def _parse_page(request: HttpRequest) -> int:
    text = request.POST.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
