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

from accounts.models import User, signed_in
from lib.parsing import parse_pk
from transfer.admin.review_progress import WORKS, describe_review_progress
from transfer.admin.review_rules import RulesMixin, get_group_url, redirect_from_changed_form
from transfer.admin.review_sources import SourcesMixin
from transfer.models import Import
from transfer.review import decisions, tasks
from transfer.review.examples import build_examples
from transfer.review.models import QuotationCandidate, ReviewDecision
from transfer.review.parts import Part, get_part_text, is_below, list_keys, list_parts
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
    "line_above": gettext_lazy("attributed in the line above"),
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
    "linked": gettext_lazy("under text with a link"),
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


def describe_group(shape: str, part: str, part_text: str = "") -> str:
    """Describe a shape, or one of its parts by its words."""
    if not part:
        return describe_shape(shape)
    values = {"form": describe_shape(shape), "words": part_text or get_part_text(part)}
    if is_below(part):
        return _("%(form)s, below “%(words)s”") % values
    return _("%(form)s, beginning with “%(words)s”") % values


def describe_decision(decision: ReviewDecision) -> str:
    return describe_group(decision.shape, decision.part)


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
            recent=[(each, describe_decision(each)) for each in recent[:RECENT_DECISIONS]],
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
        """Show examples of a group or of one of its parts, or decide about all of it."""
        run = self.get_import(request, pk)
        values = request.POST if request.method == "POST" else request.GET
        shape, key = values.get("shape", ""), values.get("part", "")
        group = next((each for each in decisions.list_groups(run) if each.shape == shape), None)
        if group is None:
            return redirect_from_changed_form(
                request, run, shape, parse_pk(request.POST.get("only"))
            )
        excluded = {key for key in map(parse_pk, request.POST.getlist("without")) if key}
        if request.POST.get("verb") in ReviewDecision.Verb.values:
            return self._decide(request, run, group, key, excluded)
        page, rule = _parse_page(request), load_rule(run, shape)
        parts = list_parts(decisions.filter_open(run, shape))
        chosen = next((each for each in parts if each.key == key), None)
        if key and chosen is None:  # Decided meanwhile, or a search has changed it.
            return redirect(get_group_url(run, shape))
        proposed = chosen.count if chosen else group.proposed
        examples = build_examples(decisions.list_examples(run, shape, page, key), rule)
        seen = decisions.count_examples(page) + len(examples)
        excluded_before = excluded - {example.candidate.pk for example in examples}
        similar = {each.key: each for each in parts if not chosen}
        following = decisions.find_next_shape(run, group)
        return self.render_page(
            request,
            "review/group",
            describe_group(shape, key, chosen.text if chosen else ""),
            run=run,
            group=group,
            form_name=describe_shape(shape),
            part=chosen,
            parts=parts,
            examples=[(each, _find_part(each.candidate, similar)) for each in examples],
            page=page,
            next_page=page + 1 if proposed > seen else None,
            next_form=get_group_url(run, following) if following else None,
            excluded=excluded,
            excluded_before=excluded_before,
            rule=rule,
            # What the bar says by the number of these examples that are left out.
            bars=[
                describe_bar(proposed, seen, len(excluded_before) + count)
                for count in range(len(examples) + 1)
            ],
            bar=describe_bar(proposed, seen, len(excluded)),
            latest=_find_latest(run, signed_in(request)),
        )

    def _decide(
        self: Any,
        request: HttpRequest,
        run: Import,
        group: decisions.ShapeGroup,
        part: str,
        excluded: set[int],
    ) -> HttpResponse:
        by, verb, shape = signed_in(request), request.POST["verb"], group.shape
        one = parse_pk(request.POST.get("only"))
        if one:
            candidate = QuotationCandidate.objects.filter(pk=one, run=run, shape=shape).first()
            if candidate is None:
                return redirect_from_changed_form(request, run, shape, one)
            decision = decisions.decide_one(candidate, verb=verb, by=by)
        else:
            decision = decisions.decide(
                run, shape=shape, verb=verb, by=by, excluded=excluded, part=part
            )
        if decision is None and decisions.has_changed(run, shape, one):
            return redirect_from_changed_form(request, run, shape, one)
        if decision:
            tasks.work_on(decision, by=by)
        count = decisions.count_decided(decision) if decision else 0
        if count:
            messages.success(request, describe_count(verb, count))
        else:
            is_left_out = bool(excluded and decisions.list_examples(run, shape, part=part))
            text = describe_failure(verb, decision, is_left_out=is_left_out and not one)
            messages.warning(request, text)
        is_part = bool(one or part) and decisions.filter_open(run, shape).exists()
        following = shape if is_part else decisions.find_next_shape(run, group)
        if following:
            return redirect(get_group_url(run, following))
        return redirect("admin:transfer_import_review", run.pk)

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


def describe_count(verb: str, count: int) -> str:
    """Say how many quotations a decision has accepted or declined."""
    if verb == ReviewDecision.Verb.ACCEPT:
        text = ngettext("%(count)d quotation accepted.", "%(count)d quotations accepted.", count)
    else:
        text = ngettext("%(count)d quotation declined.", "%(count)d quotations declined.", count)
    return text % {"count": count}


def describe_failure(verb: str, decision: ReviewDecision | None, *, is_left_out: bool) -> str:
    """Say why a decision has changed nothing: it is None, or none of its quotations was raised.

    `is_left_out` is whether all open quotations of its form were left out.
    """
    if decision and decision.candidates.exists():
        reason = _("The text has changed since the search.")
    elif decision:
        reason = _("The posts could not be saved. Their quotations stay in the review.")
    elif is_left_out:
        reason = _("Everything was left out.")
    else:
        reason = _("Somebody has decided about this already, or the text has changed.")
    is_accepting = verb == ReviewDecision.Verb.ACCEPT
    first = _("Nothing was accepted.") if is_accepting else _("Nothing was declined.")
    return f"{first} {reason}"


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


def _find_part(candidate: QuotationCandidate, parts: dict[str, Part]) -> Part | None:
    """Return the part of an example, by its first words if it has two."""
    keys = list_keys(candidate.text, candidate.context)
    return next((parts[key] for key in keys if key in parts), None)


def _find_latest(run: Import, by: User) -> tuple[ReviewDecision, str] | None:
    """Return what somebody decided last, with its name, unless it is undone. One query."""
    decision = run.decisions.filter(by=by, undone_at=None).order_by("-pk").first()
    return (decision, describe_decision(decision)) if decision else None


def _parse_page(request: HttpRequest) -> int:
    text = request.POST.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
