"""Search for quotations and posts, and add them to a dossier, at `…/items/`."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import rate_limits
from accounts.models import User, signed_in
from blog import search
from blog.common import markup
from blog.content.sources.names import filter_matching
from blog.dossiers.models import Dossier
from blog.dossiers.save import MAX_ITEMS, DossierRefused, add_items
from blog.models import Post, PullQuote, Source
from blog.models.sources import LIST_NAME
from blog.read_models.quotation_pagination import paginate_by_date_said
from blog.read_models.quotations import QuotationView, read_quotations
from lib.parsing import parse_pk

MAX_RESULTS = 20
MAX_SOURCES = 5
# Of more sources with a word, the first in the alphabet may be left out.
MAX_SOURCES_COMPARED = 500
MAX_WORDS = 5
MAX_TERM_LENGTH = 200
# Unpublished posts that are searched word by word, those changed last, and their quotations, the
# last added. Comparing one takes 25 µs.
MAX_DRAFTS, MAX_DRAFT_QUOTATIONS = 200, 500
# Columns of posts that the results do not show.
_NOT_SHOWN = ("html", "intro_html", "linked_data")
# Searches of one user.
MAX_SEARCHES, PERIOD_SECONDS = 60, 60
# What is searched of a quotation in a draft. In one expression, because folding a text takes most
# of the time.
_SEARCHED_TEXT = Concat(
    "text",
    Value("\n"),
    "translation",
    Value("\n"),
    "attribution",
    Value("\n"),
    "source__name",
    Value("\n"),
    "speaker__name",
    output_field=TextField(),
)


@dataclass(frozen=True)
class Choices:
    """Quotations and posts that a user may see. `quotations` of matching sources come first."""

    quotations: list[QuotationView]
    posts: list[Post]


def items_view(
    request: HttpRequest, dossier: Dossier, context: dict[str, Any], opts: Any
) -> HttpResponse:
    """List what `?q=` finds; a POST with `quotation` or `post` adds it and returns to the list."""
    terms = " ".join(markup.clean_text(request.GET.get("q", "")).split())[:MAX_TERM_LENGTH]
    by = signed_in(request)
    if request.method == "POST":
        _add(request, dossier, by)
        query = urlencode({"q": terms}) if terms else ""
        return redirect(f"{request.path}?{query}" if query else request.path)
    keys = list(dossier.items.values_list("quotation", "post"))
    choices, refused = Choices([], []), ""
    if terms:
        try:
            choices = find_choices(terms, by, with_posts=not dossier.is_comparison)
        except rate_limits.RateLimitExceeded:
            refused = _("You have searched very often. Wait a minute, then search again.")
    return TemplateResponse(
        request,
        "admin/blog/dossier/items.html",
        {
            **context,
            "title": _("Add quotations or posts"),
            "opts": opts,
            "dossier": dossier,
            "q": terms,
            "choices": choices,
            "refused": refused,
            "quotation_keys": {quotation for quotation, _post in keys if quotation},
            "post_keys": {post for _quotation, post in keys if post},
            "item_count": len(keys),
            "max_items": MAX_ITEMS,
        },
    )


def _add(request: HttpRequest, dossier: Dossier, by: User) -> None:
    quotation, post = (parse_pk(request.POST.get(name)) for name in ("quotation", "post"))
    if not quotation and not post:
        raise Http404
    try:
        changed = add_items(
            dossier=dossier,
            by=by,
            quotation_ids=[quotation] if quotation else [],
            post_ids=[post] if post else [],
        )
    except DossierRefused as refused:
        messages.error(request, str(refused))
        return
    if changed.added:
        count = len(changed.items)
        message = ngettext(
            "Added. The dossier has %(count)d item now.",
            "Added. The dossier has %(count)d items now.",
            count,
        )
        messages.success(request, message % {"count": count})
    else:
        messages.info(request, _("It was already in this dossier."))


def find_choices(terms: str, user: User, *, with_posts: bool = True) -> Choices:
    """Find quotations by text and source, and posts by title and text, that a user may see.

    Published ones by the site's search; of unpublished ones the MAX_DRAFTS that the user may edit
    and that changed last, with their last MAX_DRAFT_QUOTATIONS quotations. At most ten queries.
    Raises RateLimitExceeded.
    """
    once = rate_limits.CountedAttempt("dossier", str(user.pk), MAX_SEARCHES, PERIOD_SECONDS)
    params = search.SearchParams.from_query(QueryDict(urlencode({"q": terms}), encoding="utf-8"))
    parsed = search.parse_search(params.terms, once)
    drafts = Post.objects.editable_by(user).exclude(status=Post.Status.PUBLISHED)
    latest = drafts.order_by("-updated_at").values("pk")[:MAX_DRAFTS]
    quotations = _find_by_source(terms)
    posts: list[Post] = []
    if not parsed.is_stopped:
        found_posts, found_quotations = search.find_both(params, parsed)
        quotations += _read_in_order(found_quotations.keys[:MAX_RESULTS])
        keys = found_posts.keys[:MAX_RESULTS]
        public = Post.objects.published().defer(*_NOT_SHOWN)
        by_key = public.in_bulk(keys) if with_posts else {}
        posts += [by_key[key] for key in keys if key in by_key]
    quotations += _find_in_drafts(terms, latest)
    if with_posts:
        titled = Post.objects.filter(pk__in=latest).defer(*_NOT_SHOWN)
        for word in terms.split()[:MAX_WORDS]:
            titled = titled.filter(title__folded_contains=word)
        posts += list(titled.order_by("-updated_at")[:MAX_RESULTS])
    return Choices(list({row.pk: row for row in quotations}.values()), posts)


def _find_by_source(terms: str) -> list[QuotationView]:
    """Find the latest quotations of sources with all words in a name or role. Three queries."""
    search_words = terms.split()[:MAX_WORDS]
    sources = filter_matching(Source.objects.all(), search_words, MAX_SOURCES_COMPARED)
    keys = list(sources.order_by(LIST_NAME, "pk").values_list("pk", flat=True)[:MAX_SOURCES])
    if not keys:
        return []
    quoted = PullQuote.objects.published()
    spoken = [quoted.filter(**{role: key}) for key in keys for role in ("source", "speaker")]
    # A quotation has two of these sources if both match: the rows of a union are then repeated.
    page = paginate_by_date_said(spoken, QueryDict(), MAX_RESULTS)
    return page.quotations


def _read_in_order(keys: list[int]) -> list[QuotationView]:
    """Read quotations in the order of their keys. One query, none without keys."""
    if not keys:
        return []
    rows = read_quotations(PullQuote.objects.published().filter(pk__in=keys))
    by_key = {row.pk: row for row in rows}
    return [by_key[key] for key in keys if key in by_key]


def _find_in_drafts(terms: str, drafts: QuerySet[Post, Any]) -> list[QuotationView]:
    latest = PullQuote.objects.filter(post__in=drafts).order_by("-pk").values("pk")
    compared = PullQuote.objects.filter(pk__in=latest[:MAX_DRAFT_QUOTATIONS])
    quotations = compared.alias(searched=_SEARCHED_TEXT)
    for word in terms.split()[:MAX_WORDS]:
        quotations = quotations.filter(searched__folded_contains=word)
    return read_quotations(quotations.order_by("-pk")[:MAX_RESULTS])
