"""The pictures themselves: the theme's paper, ink and rule at 1200 x 630 pixels.

Whatever is read on a card is whole. A quotation that does not fit at the smallest size that can be
read, or in a script that the font lacks, is not on it: the card says so, and who said it.
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
from blog.metadata.cards import (
    HEIGHT,
    WIDTH,
    PostCard,
    QuotationCard,
)
from blog.metadata.cards.fonts import (
    Setting,
    drawable,
    fit,
    font,
)
from blog.metadata.cards.lists import ListCard
from blog.models import Photo
from imaging.crop import crop_box, fit_size, is_graphic

logger = logging.getLogger(__name__)

# Part of every card's name: a change of how cards look draws all of them anew.
DESIGN = 4
PAPER, INK, QUIET, LINE, ACCENT = "#fbf9f3", "#1d1a16", "#524b42", "#d8d0c0", "#8f1d14"

MARGIN = 72
TOP, FOOT = 52, 538
HANG = 64  # From the rule to the words; the opening mark hangs between them.
SIZES = range(92, 25, -2)
TRANSLATION_SIZES = range(38, 25, -2)
CREDIT_SIZES = range(30, 21, -2)
ABOUT_SIZES = range(36, 25, -2)
GAP = 30
# More letters than fit at the smallest size, whatever they are.
MOST = 1600
PICTURE_WIDTH = 470
# The edges of a graphic carry its text: it stands whole between the bar above and the foot.
GRAPHIC_BOX, GRAPHIC_MARGIN = (540, FOOT - TOP), 40


@dataclass(frozen=True)
class Site:
    """`host` is shown, as 'example.org'."""

    name: str
    host: str


def draw(
    card: QuotationCard | PostCard | ListCard, site: Site, photo: Photo | None = None
) -> bytes:
    """A PNG. `photo` is the post's picture: our own file, which imaging.clean encoded anew."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    sheet = _Sheet(image, card.page_direction == "rtl", card.page_language)
    with translation.override(card.page_language):
        if isinstance(card, QuotationCard):
            _quotation(sheet, card)
        elif isinstance(card, ListCard):
            _list(sheet, card)
        else:
            _post(sheet, card, photo)
        # The home page's title is the site's name.
        _foot(sheet, replace(site, name="") if card.path == "/" else site, card.path)
    return _png(image, sheet.picture)


class _Sheet:
    """Draws from the side where the page's language begins: `x` counts from there."""

    def __init__(self, image: Image.Image, mirrored: bool, language: str) -> None:
        self.image = image
        self.pen = ImageDraw.Draw(image)
        self.mirrored = mirrored
        self.language = language
        self.end = WIDTH - MARGIN
        self.picture: tuple[int, int, int, int] | None = None

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        left = WIDTH - x - width if self.mirrored else x
        self.pen.rectangle((left, y, left + width - 1, y + height - 1), fill=colour)

    def line(
        self,
        x: float,
        baseline: float,
        text: str,
        size: int,
        colour: str,
        *,
        rtl: bool | None = None,
        language: str = "",
        at_end: bool = False,
        capitals: bool = False,
    ) -> None:
        """One line that begins at `x`, or with `at_end` ends there."""
        on_right = self.mirrored != at_end
        self.pen.text(
            (WIDTH - x if self.mirrored else x, baseline),
            text,
            font=font(size),
            fill=colour,
            anchor="rs" if on_right else "ls",
            direction="rtl" if (self.mirrored if rtl is None else rtl) else "ltr",
            language=language or self.language,
            features=["smcp"] if capitals else None,
        )


def _quotation(sheet: _Sheet, card: QuotationCard) -> None:
    width = sheet.end - MARGIN - HANG
    who = _first_that_fits([", ".join(card.credited), card.name], width)
    when = drawable(card.said)
    below = (GAP if who or when else 0) + (who.height if who else 0) + (40 if when else 0)
    words, translated = _set(card, width, FOOT - TOP - below)
    height = words.height if words else 62
    height += GAP + translated.height if translated else 0
    y = begin = TOP + (FOOT - TOP - height - below) // 2
    if words:
        y = _words(sheet, card, words, y)
    else:
        sheet.line(MARGIN + HANG, y + 44, _instead(card), 44, QUIET)
        y += 62
    if translated:
        y = _lines(sheet, translated, y + GAP, QUIET)
    end = y
    if below:
        y += GAP
    if who:
        y = _lines(sheet, who, y, INK)
        end = y - 14
    if when:
        sheet.line(MARGIN + HANG, y + 30, when, 30, ACCENT, capitals=True)
        end = y + 22
    _rule(sheet, begin, end, turns=bool(below))


def _set(card: QuotationCard, width: int, room: int) -> tuple[Setting | None, Setting | None]:
    """The words and, where there is room for both, their translation."""
    shown, translated = drawable(card.words[: MOST + 1]), drawable(card.translation[: MOST + 1])
    hang = len(get_opening_mark(shown))
    beside = None
    if translated and len(translated) <= MOST:
        beside = fit(translated, width, room // 2 if shown else room - 100, TRANSLATION_SIZES)
    if not shown or len(shown) > MOST:
        return None, beside
    if beside:
        words = fit(shown, width, room - GAP - beside.height, SIZES, hang=hang)
        if words and words.size >= beside.size:
            return words, beside
    words = fit(shown, width, room, SIZES, hang=hang)
    return words, None if words else beside


def _lines(sheet: _Sheet, setting: Setting, y: int, colour: str, x: int = MARGIN + HANG) -> int:
    """From `y`; returns where they end."""
    for line in setting.lines:
        sheet.line(x, y + setting.size, line, setting.size, colour)
        y += setting.leading
    return y


def _words(sheet: _Sheet, card: QuotationCard, setting: Setting, y: int) -> int:
    """The quotation, from `y`; returns where it ends."""
    rtl = card.direction == "rtl"
    # In another direction than the page's it stands on the other side, as on the page.
    turned = rtl != sheet.mirrored
    x = sheet.end if turned else MARGIN + HANG
    mark = get_opening_mark("\n".join(setting.lines))
    for index, line in enumerate(setting.lines):
        baseline = y + (setting.leading + setting.size * 0.64) // 2
        if index == 0 and mark:
            line = line[len(mark) :].lstrip()
            outside = x + (4 if turned else -4)
            sheet.line(outside, baseline, mark, setting.size, ACCENT, rtl=rtl, at_end=not turned)
        sheet.line(
            x, baseline, line, setting.size, INK, rtl=rtl, language=card.language, at_end=turned
        )
        y += setting.leading
    return y


def _instead(card: QuotationCard) -> str:
    """What the card says where the words are not on it."""
    said = _("A quotation")
    if drawable(card.words):
        count = len(card.words.split())
        said = ngettext("A quotation of %(count)s word", "A quotation of %(count)s words", count)
        said %= {"count": count}
    return drawable(said)


def _rule(sheet: _Sheet, top: int, bottom: float, *, turns: bool) -> None:
    """Down beside all that was said; at its foot it turns towards who said it."""
    sheet.bar(MARGIN, top + 8, 5, bottom - top - 8, ACCENT)
    if turns:
        sheet.bar(MARGIN, bottom - 5, HANG - 20, 5, ACCENT)


def _first_that_fits(texts: Iterable[str], width: int) -> Setting | None:
    """On one line where that can be read, else on up to four."""
    for text in texts:
        if shown := drawable(text):
            for height, sizes in ((40, CREDIT_SIZES[:3]), (120, CREDIT_SIZES)):
                if setting := fit(shown, width, height, sizes):
                    return setting
    return None


def _post(sheet: _Sheet, card: PostCard, photo: Photo | None) -> None:
    if photo is not None:
        _picture(sheet, photo)
    width = sheet.end - MARGIN
    byline = _first_that_fits([card.byline], width)
    date, title = drawable(card.date), drawable(card.title)
    around = (52 if date else 0) + (22 + byline.height if byline else 0)
    setting = fit(title, width, FOOT - TOP - around, SIZES, 1.22) if title else None
    y = TOP + (FOOT - TOP - around - (setting.height if setting else 0)) // 2
    if date:
        sheet.line(MARGIN, y + 30, date, 30, ACCENT, capitals=True)
        y += 52
    if setting:
        y = _lines(sheet, setting, y, INK, x=MARGIN) + 22
    if byline:
        _lines(sheet, byline, y, QUIET, x=MARGIN)


def _list(sheet: _Sheet, card: ListCard) -> None:
    """What the page is of, in small capitals, its title, and a line about it where that fits."""
    width = sheet.end - MARGIN - HANG
    kind, title, about = drawable(card.kind), drawable(card.title), drawable(card.about)
    said = fit(about, width, 150, ABOUT_SIZES) if about else None
    around = (58 if kind else 0) + (GAP + said.height if said else 0)
    setting = fit(title, width, FOOT - TOP - around, SIZES, 1.22) if title else None
    height = around + (setting.height if setting else 0)
    y = begin = TOP + (FOOT - TOP - height) // 2
    if kind:
        sheet.line(MARGIN + HANG, y + 30, kind, 30, ACCENT, capitals=True)
        y += 58
    if setting:
        y = _lines(sheet, setting, y, INK)
    if said:
        y = _lines(sheet, said, y + GAP, QUIET)
    if height:
        _rule(sheet, begin, y + 4, turns=False)


def _picture(sheet: _Sheet, photo: Photo) -> None:
    """Place the picture at the far side with its credit up its edge: a photograph fills the height,
    cropped around its focal point; a graphic is whole. Without room for its credit, or where its
    file is gone, there is no picture."""
    try:
        picture, is_whole = _fitted_or_cropped(photo)
    except OSError as error:
        logger.warning("%s is not on its post's card: %s", photo.image.name, error)
        return
    margin = GRAPHIC_MARGIN if is_whole else 0
    room = picture.height if is_whole else HEIGHT - 40
    written = ", ".join(filter(None, (photo.credit, licence_name(photo.licence_url))))
    shown = drawable(written)
    credit = fit(shown, max(room, 200), 64, range(18, 14, -1), 1.2) if shown else None
    if written and credit is None:
        return
    x = margin if sheet.mirrored else WIDTH - margin - picture.width
    y = TOP + (FOOT - TOP - picture.height) // 2 if is_whole else 0
    sheet.picture = (x, y, x + picture.width, y + picture.height)
    sheet.image.paste(picture, sheet.picture)
    sheet.end -= margin + picture.width - MARGIN + 40
    if credit:
        strip = Image.new("RGB", (max(room, 200), credit.height), PAPER)
        up = _Sheet(strip, False, sheet.language)
        for number, line in enumerate(credit.lines):
            up.line(0, number * credit.leading + credit.size, line, credit.size, QUIET)
        turned = strip.rotate(90, expand=True)
        x = x + picture.width + 6 if sheet.mirrored else x - 6 - turned.width
        bottom = y + picture.height if is_whole else HEIGHT - 20
        sheet.image.paste(turned, (x, bottom - turned.height))
        sheet.end -= turned.width


def _fitted_or_cropped(photo: Photo) -> tuple[Image.Image, bool]:
    """Return the picture in its size on the card, and whether all of it is there.

    Raises OSError where there is no such file.
    """
    with photo.image.open() as file, Image.open(file) as stored:
        stored.draft("RGB", (GRAPHIC_BOX[0] * 2, HEIGHT * 2))  # A JPEG is decoded smaller.
        is_whole = is_graphic(stored)
        if is_whole:
            size, box = fit_size((photo.width, photo.height), GRAPHIC_BOX), None
        else:
            scale = stored.width / photo.width
            edges = [edge * scale for edge in crop_box(photo, PICTURE_WIDTH / HEIGHT)]
            size, box = (PICTURE_WIDTH, HEIGHT), (edges[0], edges[1], edges[2], edges[3])
        clear = stored.convert("RGBA")
        small = clear.resize(size, Image.Resampling.LANCZOS, box, 2.0)
    picture = Image.new("RGB", small.size, PAPER)
    picture.paste(small, mask=small.getchannel("A"))
    return picture, is_whole


def _foot(sheet: _Sheet, site: Site, path: str) -> None:
    sheet.bar(0, 0, WIDTH, 12, INK)
    sheet.bar(MARGIN, 552, sheet.end - MARGIN, 2, LINE)
    name, width = drawable(site.name), sheet.end - MARGIN
    if name and font(34).getlength(name) <= width:
        sheet.line(MARGIN, 598, name, 34, INK)
        width -= int(font(34).getlength(name)) + 40
    for address in (site.host + unquote(path), site.host):
        if (shown := drawable(address)) and font(26).getlength(shown) <= width:
            sheet.line(sheet.end, 598, shown, 26, QUIET, rtl=False, at_end=True)
            return


def _png(image: Image.Image, picture: tuple[int, int, int, int] | None) -> bytes:
    """Type has few colours and keeps them; a photo, in the box `picture`, is dithered in others,
    as messengers refuse large files."""
    if picture is None:
        few = image.quantize(64)
    else:
        type_alone = image.copy()
        type_alone.paste(PAPER, picture)
        colours = type_alone.quantize(64).getpalette() or []
        colours += image.crop(picture).quantize(256 - len(colours) // 3).getpalette() or []
        palette = Image.new("P", (1, 1))
        palette.putpalette(colours)
        few = image.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)
    file = io.BytesIO()
    few.save(file, "PNG", optimize=True)
    return file.getvalue()
