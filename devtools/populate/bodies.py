"""Blocks of generated posts: prose, quotations and sometimes a picture."""

from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any
from urllib.parse import quote

from blog.common import markup
from blog.content import linked_data
from blog.models import Figure, Prose, PullQuote, Source
from blog.models.quotations import format_date_value
from devtools.populate import block_templates
from devtools.populate.cast import SHARES, Cast
from devtools.populate.languages import LANGUAGES, Language, Weighted
from devtools.populate.paragraphs import PooledParagraph, get_pool

MAX_QUOTATIONS = 3  # of a post
MAX_BRIEF_LENGTH = 140  # as in `are_brief`
PERSON, PUBLICATION = Source.Kind.PERSON, Source.Kind.PUBLICATION


def weigh[Item](shares: dict[Item, float]) -> Weighted[Item]:
    return Weighted(list(shares), list(accumulate(shares.values())))


# Attribution patterns with the kinds of source and speaker.
ATTRIBUTIONS = weigh(
    {
        ("%(source)s, %(role)s, %(place)s", PERSON, ""): 38,
        ("%(source)s, %(role)s, %(when)s", PERSON, ""): 10,
        ("%(speaker)s, %(role)s, %(source)s", PUBLICATION, PERSON): 22,
        ("%(source)s", PUBLICATION, PERSON): 6,
        ("%(source)s, %(when)s", Source.Kind.DOCUMENT, ""): 8,
        ("%(source)s", Source.Kind.ORGANISATION, ""): 8,
        ("", PERSON, ""): 5,
        ("", "", ""): 3,
    }
)
QUOTATION_COUNTS = weigh({1: 40, 2: 40, MAX_QUOTATIONS: 20})
PRECISIONS = weigh({"day": 45, "month": 20, "year": 20, "": 15})
POST_LANGUAGES = weigh({language: SHARES[language.code] for language in LANGUAGES})


class BodyWriter:
    """Composes the body of a post, and appends the rows of its blocks to `rows`.

    `html` is the HTML as rendering would produce it; `paragraph_keys` are the keys of the pooled
    paragraphs, and `texts_before` the texts of quotations and captions before each of them.
    """

    def __init__(
        self,
        rng: Random,
        language: Language,
        cast: Cast,
        post: tuple[int, datetime | None],
        rows: dict[type, list[tuple]],
    ) -> None:
        self.rng, self.language, self.cast = rng, language, cast
        (self.post, self.published_at), self.rows = post, rows
        self.pool = get_pool(language)
        self.html: list[str] = []
        self.paragraph_keys: list[int] = []
        self.texts_before: list[str] = []
        self.quotation_nodes: list[str] = []
        self.image_nodes: list[str] = []
        self.position = 0
        self._pending_text = ""

    def write(self, quotation_ids: list[int], day: date) -> str:
        """Compose the body with these quotations, and return the excerpt."""
        rng = self.rng
        opening = self._draw_paragraph(self.pool.openings)
        jump = markup.JUMP if rng.random() < 0.1 else ""
        self._add_prose(f"{opening.html}{self._draw_paragraph(self.pool.paragraphs).html}{jump}")
        remaining_before_figure = int(rng.random() * (8 + len(quotation_ids) // 4))
        while quotation_ids:
            count = 2 if len(quotation_ids) > 1 and rng.random() < 0.1 else 1
            self._add_quotation(quotation_ids[:count], day)
            quotation_ids = quotation_ids[count:]
            if remaining_before_figure == len(quotation_ids):
                self._add_figure()
            self._add_prose(self._draw_paragraph(self.pool.paragraphs).html)
        return opening.excerpt

    def build_linked_data(self, html: str) -> str:
        """Build the JSON by hand: generated texts need no escaping."""
        properties = f'"image": [{", ".join(self.image_nodes)}], ' if self.image_nodes else ""
        for name, count in linked_data.build_word_count(html, self.language.code).items():
            properties += f'"{name}": {count}, '
        return f'{{{properties}"hasPart": [{", ".join(self.quotation_nodes)}]}}'

    def _draw_paragraph(self, paragraphs: list[PooledParagraph]) -> PooledParagraph:
        paragraph = paragraphs[int(self.rng.random() * len(paragraphs))]
        self.paragraph_keys.append(paragraph.key)
        self.texts_before.append(self._pending_text)
        self._pending_text = ""
        return paragraph

    def _add_block(self, html: str) -> int:
        """Append the HTML of a block, and return its position."""
        self.html.append(html)
        self.position += 1
        return self.position

    def _add_prose(self, html: str) -> None:
        position = self._add_block(block_templates.get_prose_template().html % html)
        self.rows[Prose].append((self.post, position, html))

    def _add_figure(self) -> None:
        photo = self.cast.photos.draw_one(self.rng)
        caption = self.rng.choice(self.language.sentences)
        template = block_templates.get_figure_template(photo, self.language.code)
        self._format(template, {"caption": caption}, self.image_nodes)
        self.rows[Figure].append((self.post, self.position, photo.pk, caption))

    def _format(
        self, template: block_templates.BlockTemplate, values: dict[str, Any], nodes: list[str]
    ) -> None:
        nodes.append(template.data % values)
        self._pending_text += template.text % values
        self._add_block(template.html % values)

    def _add_quotation(self, ids: list[int], day: date) -> None:
        rng, language = self.rng, self.language
        pattern, source_kind, speaker_kind = ATTRIBUTIONS.draw_one(rng)
        precision = PRECISIONS.draw_one(rng)
        if "when" in pattern and not precision:
            precision = "day"
        source, speaker = self._draw_source(source_kind), self._draw_source(speaker_kind)
        original = rng.choice(LANGUAGES) if rng.random() < 0.05 else language
        texts = [original.compose_quotation(rng) for _ in ids]
        translation = rng.choice(language.sentences) if original is not language else ""
        original_language = original.code if translation else ""
        said_on = _truncate_date(day - timedelta(days=int(rng.random() * 400)), precision)
        url_id = int(rng.random() * 100_000) if rng.random() < 0.3 else 0
        is_brief = sum(map(len, texts)) <= MAX_BRIEF_LENGTH
        shape = block_templates.Shape(
            *(language.code, pattern, source_kind, speaker_kind, precision, bool(url_id)),
            *(original_language, is_brief, len(ids)),
        )
        values: dict[str, Any] = {"url": url_id, "translation": translation, "mark": texts[0][0]}
        if said_on:
            values["said"] = format_date_value(said_on, precision)
            values["when"] = block_templates.format_said_on(language.code, precision, said_on)
        if source:
            values |= {"source": source.name, "sourceslug": quote(source.slug)}
        if speaker:
            values |= {"speaker": speaker.name, "speakerslug": quote(speaker.slug)}
        if person := speaker or source:
            values |= {"role": person.role, "place": person.affiliation}
        for number, (quotation_id, text) in enumerate(zip(ids, texts, strict=True)):
            values[f"key{number}"], values[f"words{number}"] = quotation_id, text[1:]
            values[f"share{number}"] = block_templates.get_share_label(language.code, text)
        template = block_templates.get_quotation_template(shape)
        self._format(template, values, self.quotation_nodes)
        attribution = pattern % values
        url = f"https://news.example.org/{url_id}" if url_id else ""
        for number, (quotation_id, text) in enumerate(zip(ids, texts, strict=True)):
            self.position += bool(number)
            self.rows[PullQuote].append(
                (
                    *(quotation_id, self.post, self.position, text, text, attribution),
                    *(source and source.pk, speaker and speaker.pk, said_on, precision, url),
                    *(original_language, translation),
                    *(self.published_at, language.code),
                )
            )

    def _draw_source(self, kind: str) -> Source | None:
        if not kind:
            return None
        return self.cast.sources[self.language.code, kind].draw_one(self.rng)


def _truncate_date(day: date, precision: str) -> date | None:
    """Return the first day of the month or year, or None without a precision."""
    match precision:
        case "":
            return None
        case "month":
            return day.replace(day=1)
        case "year":
            return day.replace(month=1, day=1)
    return day
