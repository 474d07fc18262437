"""Drawing of cards in the theme's colours, at 1200 x 630 pixels.

Text on a card is never truncated. A quotation that does not fit at the smallest legible size, or
whose script the font lacks, is replaced by a placeholder with its attribution.
"""

import io
import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import unquote

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from PIL import Image, ImageDraw

from blog.common.licences import licence_name
from blog.content.citations.template_tags import get_opening_mark
from blog.metadata.cards import HEIGHT, WIDTH, PostCard, QuotationCard
from blog.metadata.cards.fonts import (
    TextLayout,
    drop_symbols,
    fit_text,
    load_font,
    normalize_drawable,
)
from blog.metadata.cards.lists import ListCard
from blog.models import Photo
from imaging.crop import fit_size, get_crop_box, is_graphic

logger = logging.getLogger(__name__)

# Part of every card's hash. Increment it to redraw all cards after a design change.
DESIGN_VERSION = 5
PAPER, INK, MUTED, LINE, ACCENT = "#fbf9f3", "#1d1a16", "#524b42", "#d8d0c0", "#8f1d14"

MARGIN = 72
TOP, BOTTOM = 52, 538
INDENT = 64  # From the rule to the text; the opening mark hangs in between.
SIZES = range(92, 25, -2)
TRANSLATION_SIZES = range(38, 25, -2)
CREDIT_SIZES = range(30, 21, -2)
ABOUT_SIZES = range(36, 25, -2)
GAP = 30
# More characters than fit at the smallest size.
MAX_TEXT_LENGTH = 1600
PICTURE_WIDTH = 470
# A graphic is not cropped, as its edges may contain text. It fits between the top bar and the
# footer.
GRAPHIC_BOX, GRAPHIC_MARGIN = (540, BOTTOM - TOP), 40


@dataclass(frozen=True)
class Site:
    """`host` is displayed, such as 'example.org'."""

    name: str
    host: str


def draw(
    card: QuotationCard | PostCard | ListCard, site: Site, photo: Photo | None = None
) -> bytes:
    """Draw a PNG. `photo` is the post's picture, a stored file re-encoded by imaging.clean."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    canvas = _Canvas(image, card.page_direction == "rtl", card.page_language)
    with translation.override(card.page_language):
        if isinstance(card, QuotationCard):
            _draw_quotation(canvas, card)
        elif isinstance(card, ListCard):
            _draw_list(canvas, card)
        else:
            _draw_post(canvas, card, photo)
        # The home page's title is the site's name.
        _draw_footer(canvas, replace(site, name="") if card.path == "/" else site, card.path)
    return _encode_png(image, canvas.picture)


class _Canvas:
    """Drawing surface whose `x` coordinates start at the reading side of the page's language."""

    def __init__(self, image: Image.Image, mirrored: bool, language: str) -> None:
        self.image = image
        self.pen = ImageDraw.Draw(image)
        self.mirrored = mirrored
        self.language = language
        self.end = WIDTH - MARGIN
        self.picture: tuple[int, int, int, int] | None = None

    def draw_bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        left = WIDTH - x - width if self.mirrored else x
        self.pen.rectangle((left, y, left + width - 1, y + height - 1), fill=colour)

    def draw_line(
        self,
        x: float,
        baseline: float,
        text: str,
        size: int,
        colour: str,
        *,
        rtl: bool | None = None,
        language: str = "",
        is_end_aligned: bool = False,
        small_caps: bool = False,
    ) -> None:
        """Draw one line that starts at `x`, or ends there if `is_end_aligned`."""
        on_right = self.mirrored != is_end_aligned
        self.pen.text(
            (WIDTH - x if self.mirrored else x, baseline),
            text,
            font=load_font(size),
            fill=colour,
            anchor="rs" if on_right else "ls",
            direction="rtl" if (self.mirrored if rtl is None else rtl) else "ltr",
            language=language or self.language,
            features=["smcp"] if small_caps else None,
        )


def _draw_quotation(canvas: _Canvas, card: QuotationCard) -> None:
    width = canvas.end - MARGIN - INDENT
    name_and_role = ", ".join(filter(None, (card.name, card.role)))
    credit = _fit_first([", ".join(card.credited), name_and_role, card.name], width)
    date = normalize_drawable(card.date)
    below = (GAP if credit or date else 0) + (credit.height if credit else 0) + (40 if date else 0)
    quoted, translated = _fit_texts(card, width, BOTTOM - TOP - below)
    height = quoted.height if quoted else 62
    height += GAP + translated.height if translated else 0
    y = begin = TOP + (BOTTOM - TOP - height - below) // 2
    if quoted:
        y = _draw_words(canvas, card, quoted, y)
    else:
        canvas.draw_line(MARGIN + INDENT, y + 44, _build_placeholder(card), 44, MUTED)
        y += 62
    if translated:
        y = _draw_lines(canvas, translated, y + GAP, MUTED)
    end = y
    if below:
        y += GAP
    if credit:
        y = _draw_lines(canvas, credit, y, INK)
        end = y - 14
    if date:
        canvas.draw_line(MARGIN + INDENT, y + 30, date, 30, ACCENT, small_caps=True)
        end = y + 22
    _draw_rule(canvas, begin, end, turns=bool(below))


def _fit_texts(
    card: QuotationCard, width: int, room: int
) -> tuple[TextLayout | None, TextLayout | None]:
    """Fit the quotation and, if there is room for both, its translation."""
    shown, translated = (
        normalize_drawable(card.text[: MAX_TEXT_LENGTH + 1]),
        normalize_drawable(card.translation[: MAX_TEXT_LENGTH + 1]),
    )
    hang = len(get_opening_mark(shown))
    translation = None
    if translated and len(translated) <= MAX_TEXT_LENGTH:
        max_height = room // 2 if shown else room - 100
        translation = fit_text(translated, width, max_height, TRANSLATION_SIZES)
    if not shown or len(shown) > MAX_TEXT_LENGTH:
        return None, translation
    if translation:
        quoted = fit_text(shown, width, room - GAP - translation.height, SIZES, hang=hang)
        if quoted and quoted.size >= translation.size:
            return quoted, translation
    quoted = fit_text(shown, width, room, SIZES, hang=hang)
    return quoted, None if quoted else translation


def _draw_lines(
    canvas: _Canvas, setting: TextLayout, y: int, colour: str, x: int = MARGIN + INDENT
) -> int:
    """Draw lines from `y` and return where they end."""
    for line in setting.lines:
        canvas.draw_line(x, y + setting.size, line, setting.size, colour)
        y += setting.leading
    return y


def _draw_words(canvas: _Canvas, card: QuotationCard, setting: TextLayout, y: int) -> int:
    """Draw the quotation from `y` and return where it ends."""
    rtl = card.direction == "rtl"
    # As on the page, text in the opposite direction is aligned to the other side.
    is_opposite = rtl != canvas.mirrored
    x = canvas.end if is_opposite else MARGIN + INDENT
    mark = get_opening_mark("\n".join(setting.lines))
    for index, line in enumerate(setting.lines):
        baseline = y + (setting.leading + setting.size * 0.64) // 2
        if index == 0 and mark:
            line = line[len(mark) :].lstrip()
            outside = x + (4 if is_opposite else -4)
            canvas.draw_line(
                outside,
                baseline,
                mark,
                setting.size,
                ACCENT,
                rtl=rtl,
                is_end_aligned=not is_opposite,
            )
        canvas.draw_line(
            x,
            baseline,
            line,
            setting.size,
            INK,
            rtl=rtl,
            language=card.language,
            is_end_aligned=is_opposite,
        )
        y += setting.leading
    return y


def _build_placeholder(card: QuotationCard) -> str:
    """Return the text that replaces a quotation that does not fit."""
    text = _("A quotation")
    if normalize_drawable(card.text):
        count = len(card.text.split())
        text = ngettext("A quotation of %(count)s word", "A quotation of %(count)s words", count)
        text %= {"count": count}
    return normalize_drawable(text)


def _draw_rule(canvas: _Canvas, top: int, bottom: float, *, turns: bool) -> None:
    """Draw the rule beside the text; if `turns`, its foot points to the attribution."""
    canvas.draw_bar(MARGIN, top + 8, 5, bottom - top - 8, ACCENT)
    if turns:
        canvas.draw_bar(MARGIN, bottom - 5, INDENT - 20, 5, ACCENT)


def _fit_first(texts: Iterable[str], width: int) -> TextLayout | None:
    """Fit the first text that the font can draw, on one line if legible, else on up to four.

    Symbols without a glyph are left out.
    """
    for text in texts:
        if shown := normalize_drawable(text) or normalize_drawable(drop_symbols(text)):
            for height, sizes in ((40, CREDIT_SIZES[:3]), (120, CREDIT_SIZES)):
                if setting := fit_text(shown, width, height, sizes):
                    return setting
    return None


def _draw_post(canvas: _Canvas, card: PostCard, photo: Photo | None) -> None:
    if photo is not None:
        _draw_picture(canvas, photo)
    width = canvas.end - MARGIN
    byline = _fit_first([card.byline], width)
    date, title = normalize_drawable(card.date), normalize_drawable(card.title)
    around = (52 if date else 0) + (22 + byline.height if byline else 0)
    setting = fit_text(title, width, BOTTOM - TOP - around, SIZES, 1.22) if title else None
    y = TOP + (BOTTOM - TOP - around - (setting.height if setting else 0)) // 2
    if date:
        canvas.draw_line(MARGIN, y + 30, date, 30, ACCENT, small_caps=True)
        y += 52
    if setting:
        y = _draw_lines(canvas, setting, y, INK, x=MARGIN) + 22
    if byline:
        _draw_lines(canvas, byline, y, MUTED, x=MARGIN)


def _draw_list(canvas: _Canvas, card: ListCard) -> None:
    """Draw the kind of page in small capitals, its title and, if it fits, its description."""
    width = canvas.end - MARGIN - INDENT
    kind, title, about = (
        normalize_drawable(card.kind),
        normalize_drawable(card.title),
        normalize_drawable(card.about),
    )
    description = fit_text(about, width, 150, ABOUT_SIZES) if about else None
    around = (58 if kind else 0) + (GAP + description.height if description else 0)
    setting = fit_text(title, width, BOTTOM - TOP - around, SIZES, 1.22) if title else None
    height = around + (setting.height if setting else 0)
    y = begin = TOP + (BOTTOM - TOP - height) // 2
    if kind:
        canvas.draw_line(MARGIN + INDENT, y + 30, kind, 30, ACCENT, small_caps=True)
        y += 58
    if setting:
        y = _draw_lines(canvas, setting, y, INK)
    if description:
        y = _draw_lines(canvas, description, y + GAP, MUTED)
    if height:
        _draw_rule(canvas, begin, y + 4, turns=False)


def _draw_picture(canvas: _Canvas, photo: Photo) -> None:
    """Draw the picture at the far side, with its credit along its edge.

    A photograph is cropped to the full height around its focal point; a graphic is not cropped. If
    the credit does not fit or the file is missing, the picture is left out.
    """
    try:
        picture, is_whole = _fit_or_crop(photo)
    except OSError as error:
        logger.warning("Cannot draw %s on its post's card: %s", photo.image.name, error)
        return
    margin = GRAPHIC_MARGIN if is_whole else 0
    room = picture.height if is_whole else HEIGHT - 40
    written = ", ".join(filter(None, (photo.credit, licence_name(photo.licence_url))))
    shown = normalize_drawable(written)
    credit = fit_text(shown, max(room, 200), 64, range(18, 14, -1), 1.2) if shown else None
    if written and credit is None:
        return
    x = margin if canvas.mirrored else WIDTH - margin - picture.width
    y = TOP + (BOTTOM - TOP - picture.height) // 2 if is_whole else 0
    canvas.picture = (x, y, x + picture.width, y + picture.height)
    canvas.image.paste(picture, canvas.picture)
    canvas.end -= margin + picture.width - MARGIN + 40
    if credit:
        strip = Image.new("RGB", (max(room, 200), credit.height), PAPER)
        up = _Canvas(strip, False, canvas.language)
        for number, line in enumerate(credit.lines):
            up.draw_line(0, number * credit.leading + credit.size, line, credit.size, MUTED)
        turned = strip.rotate(90, expand=True)
        x = x + picture.width + 6 if canvas.mirrored else x - 6 - turned.width
        bottom = y + picture.height if is_whole else HEIGHT - 20
        canvas.image.paste(turned, (x, bottom - turned.height))
        canvas.end -= turned.width


def _fit_or_crop(photo: Photo) -> tuple[Image.Image, bool]:
    """Return the picture in its size on the card, and whether it is uncropped.

    Raises OSError if the file is missing.
    """
    with photo.image.open() as file, Image.open(file) as stored:
        stored.draft("RGB", (GRAPHIC_BOX[0] * 2, HEIGHT * 2))  # A JPEG is decoded smaller.
        is_whole = is_graphic(stored)
        if is_whole:
            size, box = fit_size((photo.width, photo.height), GRAPHIC_BOX), None
        else:
            scale = stored.width / photo.width
            edges = [edge * scale for edge in get_crop_box(photo, PICTURE_WIDTH / HEIGHT)]
            size, box = (PICTURE_WIDTH, HEIGHT), (edges[0], edges[1], edges[2], edges[3])
        clear = stored.convert("RGBA")
        small = clear.resize(size, Image.Resampling.LANCZOS, box, 2.0)
    picture = Image.new("RGB", small.size, PAPER)
    picture.paste(small, mask=small.getchannel("A"))
    return picture, is_whole


def _draw_footer(canvas: _Canvas, site: Site, path: str) -> None:
    canvas.draw_bar(0, 0, WIDTH, 12, INK)
    canvas.draw_bar(MARGIN, 552, canvas.end - MARGIN, 2, LINE)
    name, width = normalize_drawable(site.name), canvas.end - MARGIN
    if name and load_font(34).getlength(name) <= width:
        canvas.draw_line(MARGIN, 598, name, 34, INK)
        width -= int(load_font(34).getlength(name)) + 40
    for address in (site.host + unquote(path), site.host):
        if (shown := normalize_drawable(address)) and load_font(26).getlength(shown) <= width:
            canvas.draw_line(canvas.end, 598, shown, 26, MUTED, rtl=False, is_end_aligned=True)
            return


def _encode_png(image: Image.Image, picture: tuple[int, int, int, int] | None) -> bytes:
    """Encode a PNG with a palette, since messengers reject large files.

    The text has its own colours; a photo, in the box `picture`, is dithered with the others.
    """
    if picture is None:
        paletted = image.quantize(64)
    else:
        text_only = image.copy()
        text_only.paste(PAPER, picture)
        colours = text_only.quantize(64).getpalette() or []
        colours += image.crop(picture).quantize(256 - len(colours) // 3).getpalette() or []
        palette = Image.new("P", (1, 1))
        palette.putpalette(colours)
        paletted = image.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)
    file = io.BytesIO()
    paletted.save(file, "PNG", optimize=True)
    return file.getvalue()
