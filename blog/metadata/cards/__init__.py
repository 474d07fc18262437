"""Pictures of a quotation or a post, 1200 x 630 pixels, for where its address is shared.

What a card shows is read here from rows that a page has anyway, without a query and without
loading what draws; `drawing` makes the picture, `keeping` keeps it.
"""

import hashlib
import re
from dataclasses import dataclass

import lxml.html
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from blog.content import citations
from blog.models import Post, PullQuote
from blog.read_models.posts import PostPage

WIDTH, HEIGHT = 1200, 630
_FIGURE = re.compile(r'<figure class="photo(?:(?!</figure>).)*<img .*?</figure>', re.DOTALL)


@dataclass(frozen=True)
class QuotationCard:
    """`direction` is that of the words, `page_direction` that of the post they stand in."""

    words: str
    language: str
    direction: str
    translation: str
    credited: tuple[str, ...]
    name: str
    said: str
    page_language: str
    page_direction: str
    path: str


@dataclass(frozen=True)
class PostCard:
    """`picture` is the HTML of the post's first picture, '' where it has none."""

    title: str
    byline: str
    date: str
    picture: str
    page_language: str
    page_direction: str
    path: str


Card = QuotationCard | PostCard


def card_of(shown: PullQuote | PostPage) -> Card:
    """What is on its card. No query."""
    return of_quotation(shown) if isinstance(shown, PullQuote) else of_post(shown)


def card_url(shown: PullQuote | PostPage) -> str:
    """The path of its card, with the version of what it shows: a changed one has a new address.

    No query, as `card_of`.
    """
    return _url(shown, card_of(shown))


def card_url_and_alt(shown: PullQuote | PostPage) -> tuple[str, str]:
    """Both, for what describes the card once. No query."""
    card = card_of(shown)
    return _url(shown, card), _alt(card)


def _url(shown: PullQuote | PostPage, card: Card) -> str:
    return f"{card_path(shown)}?v={version(card)}"


def card_path(shown: PullQuote | PostPage) -> str:
    if isinstance(shown, PullQuote):
        return reverse("blog:quotation-card", kwargs={"pk": shown.pk})
    return shown.get_absolute_url() + "card.png"


def _alt(card: Card) -> str:
    """All that the card says, the site's name and address apart."""
    if isinstance(card, QuotationCard):
        parts = [card.words, card.translation, ", ".join([*card.credited, card.said])]
        return " — ".join(filter(None, (" ".join(part.strip(", ").split()) for part in parts)))
    alt, credit = _alt_and_credit(card)
    parts = [card.title, card.byline, card.date, alt, credit]
    return " — ".join(filter(None, (" ".join(part.split()) for part in parts)))


def credit_of(card: PostCard) -> str:
    """The credit of its picture."""
    return _alt_and_credit(card)[1]


def _alt_and_credit(card: PostCard) -> tuple[str, str]:
    if not card.picture:
        return "", ""
    figure = lxml.html.fragment_fromstring(card.picture)
    credit = figure.xpath('string(.//*[@class="credit"])')
    return str(figure.xpath("string(.//img/@alt)")), str(credit)


def version(*shown: object) -> str:
    """A name for what is shown, the same as long as that is."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:20]


def of_quotation(quotation: PullQuote) -> QuotationCard:
    post = quotation.post
    with translation.override(post.language):
        return QuotationCard(
            words=quotation.text,
            language=quotation.language or post.language,
            direction=quotation.direction if quotation.language else post.direction,
            translation=quotation.translation,
            credited=tuple(citations.get_credit_lines(quotation)),
            name=citations.get_author_name(quotation),
            said=citations.get_separate_date(quotation),
            page_language=post.language,
            page_direction=post.direction,
            path=reverse("blog:quotation-detail", kwargs={"pk": quotation.pk}),
        )


def of_post(post: PostPage) -> PostCard:
    picture = _FIGURE.search(post.html)
    is_page = post.kind == Post.Kind.PAGE  # Which shows neither byline nor date.
    with translation.override(post.language):
        names = "" if is_page else citations.join_names([str(person) for person in post.byline])
        return PostCard(
            title=post.title,
            byline=_("By %(names)s") % {"names": names} if names else "",
            date="" if is_page else citations.full_date(localtime(post.published_at)),
            picture=picture[0] if picture else "",
            page_language=post.language,
            page_direction=post.direction,
            path=post.get_absolute_url(),
        )
