"""Check the alternative text and credit of figures, and the rights to their photos."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from blog.checks.findings import Finding, excerpt
from blog.common.formatting.dates import full_date
from blog.common.text import normalize
from blog.content.document import Document, FigureNode
from blog.content.photos.agencies import find_agency_name
from blog.extraction.credits import split_credit
from blog.models import Photo

# Authors are warned before the rights to a picture end.
RIGHTS_WARNING = timedelta(days=30)


def check(document: Document) -> Iterator[Finding]:
    """Yield the findings of figures. One query, none without photos."""
    keys = {node.photo for node in document.figures if node.photo}
    photos: dict[int, Photo] = {}
    if keys:
        photos = Photo.objects.only("rights", "rights_until").in_bulk(keys)
    for node in document.figures:
        if node.photo is None:
            message = _("This figure has no picture. Add one, or remove the figure.")
            if node.original_url:
                message = _(
                    "The picture is on another site, which is not asked for it. Save it from "
                    "%(address)s and add it here, or remove the figure."
                ) % {"address": node.original_url}
            yield Finding(
                *("figure_without_picture", message, node.caption, node.element_index),
                excerpt=excerpt(node.caption or node.alt),
            )
        else:
            yield from _check_figure(node)
            yield from _check_rights(node, photos)


def _check_rights(node: FigureNode, photos: Mapping[int, Photo]) -> Iterator[Finding]:
    photo = photos.get(node.photo or 0)
    if photo is None:
        return
    about: dict[str, Any] = {
        "element_index": node.element_index,
        "excerpt": excerpt(node.caption or node.alt),
    }
    if last_day := photo.rights_until:
        # An override is about this date: another one is asked about again.
        about["subject"] = f"{photo.pk} {last_day.isoformat()}"
        today = timezone.localdate()
        day = {"day": full_date(last_day)}
        if last_day < today:
            message = _("The rights to this picture ended on %(day)s. Renew them or replace it.")
            yield Finding("photo_rights_ended", message % day, **about)
        elif last_day <= today + RIGHTS_WARNING:
            message = _("The rights to this picture end on %(day)s.")
            yield Finding("photo_rights_end", message % day, **about)
    if photo.rights == Photo.Rights.UNKNOWN and (agency := find_agency_name(node.credit)):
        about["subject"] = f"{photo.pk} {agency}"
        message = _(
            "The credit names %(agency)s, but the rights to the picture are unknown. Enter them on "
            "the page of the photo."
        )
        yield Finding("photo_agency", message % {"agency": agency}, **about)


def _check_figure(node: FigureNode) -> Iterator[Finding]:
    about: dict[str, Any] = {
        "subject": f"{node.photo} {node.alt} {node.caption} {node.credit}",
        "element_index": node.element_index,
        "excerpt": excerpt(node.caption or node.alt),
    }
    if not (node.alt or node.decorative):
        message = _("Describe the picture, or mark it as decorative.")
        yield Finding("alt_missing", message, **about, part="alt")
    elif node.alt and _is_repeated(node.alt, node.caption):
        message = _("The alternative text repeats the caption. Describe the picture instead.")
        yield Finding("alt_repeats_caption", message, **about, part="alt")
    if not node.credit and not node.decorative:
        message = _("Add a credit for the picture.")
        caption, credit = split_credit(node.caption)
        if credit:
            message = _("The caption contains the credit “%(credit)s”. Move it to its own field.")
            message %= {"credit": credit}
            about["split"] = (node.caption, caption, credit)
        yield Finding("credit_missing", message, **about, part="credit")


def _is_repeated(alt: str, caption: str) -> bool:
    """Return whether the caption begins with the alternative text, in normalised words.

    A credit may follow in the caption.
    """
    alt_words, caption_words = normalize.split_words(alt), normalize.split_words(caption)
    return bool(alt_words) and caption_words[: len(alt_words)] == alt_words
