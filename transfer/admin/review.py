"""Review of the quotations of an import: groups of one shape, with examples and decisions."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User, signed_in
from lib.parsing import parse_pk
from transfer.admin.left_out import load_left_out, store_left_out, update_left_out
from transfer.admin.review_progress import WORKS, describe_review_progress
from transfer.admin.review_rules import RulesMixin, get_group_url, redirect_from_changed_form
from transfer.admin.review_sources import SourcesMixin
from transfer.admin.review_texts import (
    describe_bar,
    describe_count,
    describe_decision,
    describe_failure,
    describe_group,
    describe_shape,
)
from transfer.models import Import
from transfer.review import decisions, forms, tasks
from transfer.review.examples import build_examples
from transfer.review.families import get_family, is_family
from transfer.review.models import QuotationCandidate, ReviewDecision
from transfer.review.parts import Part, filter_part, list_keys, list_parts
from transfer.review.rules import load_rules
from transfer.review.sources import count_statuses

RECENT_DECISIONS = 10


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
            for group in forms.list_groups(run)
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
            corrected=_list_corrected(run, [group for group, _name, _url in groups]),
            sources=count_statuses(run),
        )

    def find(self: Any, request: HttpRequest, pk: int) -> HttpResponse:
        """Find the candidates of the first posts at once, and of the others in the background."""
        run = self.get_import(request, pk)
        before = forms.count_proposed(run)
        last = decisions.find_all(run, limit=tasks.POSTS_A_TASK)
        if last is not None:
            tasks.find_candidates.enqueue(run.pk, last)
        elif forms.count_proposed(run) == before:
            text = _("No further quotations were found in the posts of this import.")
            messages.info(request, text)
        return redirect("admin:transfer_import_review", run.pk)

    def review_group(self: Any, request: HttpRequest, pk: int) -> HttpResponse:
        """Show examples of a form or of one of its parts, or decide about all of it."""
        run = self.get_import(request, pk)
        values = request.POST if request.method == "POST" else request.GET
        shape, key = values.get("shape", ""), values.get("part", "")
        group, shapes = forms.find_group(run, shape)
        if group is None:
            return redirect_from_changed_form(
                request, run, shape, parse_pk(request.POST.get("only"))
            )
        if request.method == "POST":
            excluded = update_left_out(request, run)
            if request.POST.get("verb") in ReviewDecision.Verb.values:
                return self._decide(request, run, group, key, excluded)
            if "open" in request.POST:
                return redirect(_get_opened_url(run, group, request.POST["open"]))
        else:
            excluded = load_left_out(request, run)
        parts = list_parts(forms.filter_open(run, group.shape))
        chosen = next((each for each in parts if each.key == key), None)
        if key and chosen is None:  # Decided meanwhile, or a search has changed it.
            return redirect(get_group_url(run, shape))
        return self._show_examples(request, run, group, shapes, parts, chosen, excluded)

    def _show_examples(
        self: Any,
        request: HttpRequest,
        run: Import,
        group: forms.ShapeGroup,
        shapes: Sequence[forms.ShapeGroup],
        parts: Sequence[Part],
        chosen: Part | None,
        excluded: set[int],
    ) -> HttpResponse:
        """Show a page of examples of a form, or of the part of it that was chosen."""
        rules, key = load_rules(run), chosen.key if chosen else ""
        proposed = chosen.count if chosen else group.proposed
        names = chosen.shapes if chosen else tuple(each.shape for each in shapes)
        page = _parse_page(request)
        if len(names) > 1 and not set(names).issubset(request.POST.getlist("shown")):
            page = 0  # One of them is new: its first examples are there.
        listed = forms.list_examples(run, group.shape, page, key)
        examples = build_examples(listed, rules)
        seen = forms.count_examples(run, group.shape, page, key) + len(examples)
        shown = {example.candidate.pk for example in examples}
        own = _filter_own(run, group.shape, key, excluded)
        similar = {each.key: each for each in parts if not chosen}
        corrected = names[0] if len(names) == 1 and names[0] in rules else None
        return self.render_page(
            request,
            "review/group",
            describe_group(group.shape, key, chosen.text if chosen else ""),
            run=run,
            group=group,
            form_name=describe_shape(group.shape),
            part=chosen,
            parts=parts,
            names=names,
            shapes=[
                (each, describe_shape(each.shape), each.shape in rules)
                for each in (shapes if len(shapes) > 1 else [])
            ],
            examples=[(each, _find_part(each.candidate, similar)) for each in examples],
            page=page,
            next_page=page + 1 if proposed > seen else None,
            has_next_form=forms.find_next_shape(run, group) is not None,
            excluded=excluded,
            corrected=corrected,
            # What the bar says by the number of these examples that are left out.
            bars=[
                describe_bar(proposed, seen, len(own - shown) + number, len(names))
                for number in range(len(examples) + 1)
            ],
            bar=describe_bar(proposed, seen, len(own), len(names)),
            latest=_find_latest(run, signed_in(request)),
        )

    def _decide(
        self: Any,
        request: HttpRequest,
        run: Import,
        group: forms.ShapeGroup,
        part: str,
        excluded: set[int],
    ) -> HttpResponse:
        by, verb, shape = signed_in(request), request.POST["verb"], group.shape
        one = parse_pk(request.POST.get("only"))
        own = set() if one else _filter_own(run, shape, part, excluded)
        shown = None
        if is_family(request.POST["shape"]):  # Forms that were not on the page stay open.
            shown = request.POST.getlist("shown")
            group = replace(group, shapes=tuple(shown))
        if one:
            candidate = QuotationCandidate.objects.filter(
                pk=one, run=run, shape__in=group.shapes
            ).first()
            if candidate is None:
                return redirect_from_changed_form(request, run, shape, one)
            decision = decisions.decide_one(candidate, verb=verb, by=by)
        else:
            decision = decisions.decide(
                run, shape=shape, shapes=shown, verb=verb, by=by, excluded=excluded, part=part
            )
        if decision is None and forms.has_changed(run, shape, one):
            return redirect_from_changed_form(request, run, shape, one)
        if decision:
            tasks.work_on(decision, by=by)
        count = decisions.count_decided(decision) if decision else 0
        if count:
            messages.success(request, describe_count(verb, count))
        else:
            is_left_out = bool(own and forms.list_examples(run, shape, part=part))
            text = describe_failure(verb, decision, is_left_out=is_left_out)
            messages.warning(request, text)
        is_part = bool(one or part) and forms.filter_open(run, shape).exists()
        following = shape if is_part else forms.find_next_shape(run, group)
        if decision:
            left_out = excluded - own
            if following and following in (shape, get_family(shape)):
                if verb == ReviewDecision.Verb.ACCEPT:  # It would be accepted with the others.
                    left_out = excluded
                rest = _filter_own(run, following, "", left_out)
                if len(rest) == forms.filter_open(run, following).count():
                    left_out = left_out - rest  # The form would offer nothing to accept.
            store_left_out(request, run, left_out)
        return redirect(_get_form_url(run, following))

    def undo(self: Any, request: HttpRequest, pk: int) -> HttpResponse:
        run = self.get_import(request, pk)
        update_left_out(request, run)
        key = parse_pk(request.POST.get("decision"))
        decision = get_object_or_404(decisions.filter_undoable(run), pk=key)
        decisions.undo(decision)
        tasks.work_on(decision, by=signed_in(request))
        messages.success(request, _("Undone."))
        return redirect("admin:transfer_import_review", run.pk)

    def review_progress(self: Any, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer the script of the page."""
        return JsonResponse(asdict(describe_review_progress(self.get_import(request, pk))))


def _filter_own(run: Import, key: str, part: str, excluded: set[int]) -> set[int]:
    """Return those of the excluded candidates that a form or its part has. Up to three queries,
    none without any."""
    if not excluded:
        return set()
    rows = filter_part(forms.filter_open(run, key), part).filter(pk__in=excluded)
    return set(rows.values_list("pk", flat=True))


def _get_form_url(run: Import, shape: str | None) -> str:
    """Return the URL of a form, that of the list of forms without one."""
    if shape is None:
        return reverse("admin:transfer_import_review", args=[run.pk])
    return get_group_url(run, shape)


def _get_opened_url(run: Import, group: forms.ShapeGroup, opened: str) -> str:
    """Return the URL of what a button opens: the 'list' of forms, the 'next' form, 'form:' and a
    shape or the key of a family, 'rule:' and an example or a shape, else the key of a part.

    Raises Http404 for an example that is not there.
    """
    kind, _colon, name = opened.partition(":")
    if kind == "list":
        return _get_form_url(run, None)
    if kind == "next":
        return _get_form_url(run, forms.find_next_shape(run, group))
    if kind == "form":
        return get_group_url(run, name)
    if kind == "rule":
        values: dict[str, object] = {"shape": name}
        if example := parse_pk(name):
            shape = get_object_or_404(run.candidates, pk=example).shape
            values = {"shape": shape, "example": example}
        return f"{reverse('admin:transfer_import_rule', args=[run.pk])}?{urlencode(values)}"
    return f"{get_group_url(run, group.shape)}&{urlencode({'part': opened})}"


def _list_corrected(run: Import, groups: Sequence[forms.ShapeGroup]) -> set[str]:
    """Return the keys of the forms with a shape that somebody has corrected. One query."""
    corrected = set(run.shape_rules.values_list("shape", flat=True))
    return {group.shape for group in groups if not corrected.isdisjoint(group.shapes)}


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
