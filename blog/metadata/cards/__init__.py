"""Preview cards: images of 1200 x 630 pixels shown when a quotation or a post is shared.

This module builds a card's content from rows that a page has already fetched, without a query and
without importing Pillow. `drawing` draws the image, `cache` stores it.
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
_FIGURE_RE = re.compile(r'<figure class="photo(?:(?!</figure>).)*<img .*?</figure>', re.DOTALL)


@dataclass(frozen=True)
class QuotationCard:
    """`language` and `direction` are those of the text, `page_…` those of its post.

    `credited` includes `name` and `role`, which are shown where it does not fit.
    """

    text: str
    language: str
    direction: str
    translation: str
    credited: tuple[str, ...]
    name: str
    date: str
    page_language: str
    page_direction: str
    path: str
    role: str = ""


@dataclass(frozen=True)
class PostCard:
    """`picture` is the HTML of the post's first picture, '' if it has none."""

    title: str
    byline: str
    date: str
    picture: str
    page_language: str
    page_direction: str
    path: str


Card = QuotationCard | PostCard


def build_card(shown: PullQuote | PostPage) -> Card:
    """Build the card of a quotation or a post. No query."""
    return build_quotation_card(shown) if isinstance(shown, PullQuote) else build_post_card(shown)


def get_card_url(shown: PullQuote | PostPage) -> str:
    """Return the path of a card, with a hash of its content for cache busting. No query."""
    return _build_url(shown, build_card(shown))


def get_card_url_and_alt(shown: PullQuote | PostPage) -> tuple[str, str]:
    """Return the path and the alternative text of a card. No query."""
    card = build_card(shown)
    return _build_url(shown, card), _build_alt(card)


def _build_url(shown: PullQuote | PostPage, card: Card) -> str:
    return f"{get_card_path(shown)}?v={hash_content(card)}"


def get_card_path(shown: PullQuote | PostPage) -> str:
    if isinstance(shown, PullQuote):
        return reverse("blog:quotation-card", kwargs={"pk": shown.pk})
    return shown.get_absolute_url() + "card.png"


def _build_alt(card: Card) -> str:
    """Return the text on the card, without the site's name and URL."""
    if isinstance(card, QuotationCard):
        parts = [card.text, card.translation, ", ".join([*card.credited, card.date])]
        return " — ".join(filter(None, (" ".join(part.strip(", ").split()) for part in parts)))
    alt, credit = _parse_picture(card)
    parts = [card.title, card.byline, card.date, alt, credit]
    return " — ".join(filter(None, (" ".join(part.split()) for part in parts)))


def get_credit(card: PostCard) -> str:
    """Return the credit of the card's picture."""
    return _parse_picture(card)[1]


def _parse_picture(card: PostCard) -> tuple[str, str]:
    if not card.picture:
        return "", ""
    figure = lxml.html.fragment_fromstring(card.picture)
    credit = figure.xpath('string(.//*[@class="credit"])')
    return str(figure.xpath("string(.//img/@alt)")), str(credit)


def hash_content(*shown: object) -> str:
    """Return a hash of content that identifies a version of a card."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:20]


def build_quotation_card(quotation: PullQuote) -> QuotationCard:
    post = quotation.post
    with translation.override(post.language):
        return QuotationCard(
            text=quotation.text,
            language=quotation.language or post.language,
            direction=quotation.direction if quotation.language else post.direction,
            translation=quotation.translation,
            credited=tuple(citations.get_credit_lines(quotation)),
            name=citations.get_author_name(quotation),
            date=citations.get_separate_date(quotation),
            page_language=post.language,
            page_direction=post.direction,
            path=reverse("blog:quotation-detail", kwargs={"pk": quotation.pk}),
            role=citations.role_at_date(quotation),
        )


def build_post_card(post: PostPage) -> PostCard:
    picture = _FIGURE_RE.search(post.html)
    is_page = post.kind == Post.Kind.PAGE  # Pages have neither byline nor date.
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
