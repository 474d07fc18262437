"""A post's blocks: prose of whole paragraphs, quotations, sometimes a picture."""

from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any
from urllib.parse import quote

from blog.common import markup
from blog.content import linked_data
from blog.models import Figure, Photo, Prose, PullQuote, Source
from devtools.populate import moulds, pools
from devtools.populate.cast import SHARES, Cast
from devtools.populate.words import LANGUAGES, Language, Weighted

QUOTATIONS = 3  # at most
BRIEF = 140  # as `are_brief` has it
PERSON, PUBLICATION = Source.Kind.PERSON, Source.Kind.PUBLICATION
Figures = dict[tuple[Photo, str], moulds.Mould]


def weighted[Item](shares: dict[Item, float]) -> Weighted[Item]:
    return Weighted(list(shares), list(accumulate(shares.values())))


# How a quotation is credited: a pattern, and the kinds of source and speaker.
CREDITS = weighted(
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
QUOTED = weighted({1: 40, 2: 40, QUOTATIONS: 20})
PRECISIONS = weighted({"day": 45, "month": 20, "year": 20, "": 15})
SPOKEN = weighted({language: SHARES[language.code] for language in LANGUAGES})


class Body:
    """`html` is what rendering would make of the blocks; `pieces` are the keys of its paragraphs,
    and `said` the words that stand before each of them, those of quotations and captions."""

    def __init__(
        self,
        dice: Random,
        language: Language,
        cast: Cast,
        post: tuple[int, datetime | None],
        rows: dict[type, list[tuple]],
    ) -> None:
        self.dice, self.language, self.cast = dice, language, cast
        (self.post, self.published_at), self.rows = post, rows
        self.pool = pools.of(language)
        self.html: list[str] = []
        self.pieces: list[int] = []
        self.said: list[str] = []
        self.quoted: list[str] = []
        self.shown: list[str] = []
        self.position = 0
        self._unsaid = ""

    def write(self, keys: list[int], day: date, figures: Figures) -> str:
        """Gives the excerpt."""
        dice = self.dice
        opening = self._drawn(self.pool.openings)
        jump = markup.JUMP if dice.random() < 0.1 else ""
        self._prose(f"{opening.html}{self._drawn(self.pool.paragraphs).html}{jump}")
        picture = int(dice.random() * 8)
        while keys:
            count = 2 if len(keys) > 1 and dice.random() < 0.1 else 1
            self._quotation(keys[:count], day)
            keys = keys[count:]
            if picture == len(keys):
                self._figure(figures)
            self._prose(self._drawn(self.pool.paragraphs).html)
        return opening.excerpt

    def linked_data(self, html: str) -> str:
        """As JSON, which the words need no escapes to stand in."""
        shown = f'"image": [{", ".join(self.shown)}], ' if self.shown else ""
        for name, count in linked_data.word_count(html, self.language.code).items():
            shown += f'"{name}": {count}, '
        return f'{{{shown}"hasPart": [{", ".join(self.quoted)}]}}'

    def _drawn(self, pieces: list[pools.Piece]) -> pools.Piece:
        piece = pieces[int(self.dice.random() * len(pieces))]
        self.pieces.append(piece.key)
        self.said.append(self._unsaid)
        self._unsaid = ""
        return piece

    def _place(self, html: str) -> int:
        self.html.append(html)
        self.position += 1
        return self.position

    def _prose(self, html: str) -> None:
        self.rows[Prose].append((self.post, self._place(moulds.prose().html % html), html))

    def _figure(self, figures: Figures) -> None:
        photo = self.dice.choice(self.cast.photos)
        caption = self.dice.choice(self.language.plain)
        mould = figures[photo, self.language.code]
        self._fill(mould, {"caption": caption}, self.shown)
        self.rows[Figure].append((self.post, self.position, photo.pk, caption))

    def _fill(self, mould: moulds.Mould, gaps: dict[str, Any], described: list[str]) -> None:
        described.append(mould.data % gaps)
        self._unsaid += mould.words % gaps
        self._place(mould.html % gaps)

    def _quotation(self, keys: list[int], day: date) -> None:
        dice, language = self.dice, self.language
        (pattern, source_kind, speaker_kind), precision = CREDITS.one(dice), PRECISIONS.one(dice)
        if "when" in pattern and not precision:
            precision = "day"
        source, speaker = self._credited(source_kind), self._credited(speaker_kind)
        foreign = dice.choice(LANGUAGES) if dice.random() < 0.05 else language
        texts = [foreign.saying(dice) for _ in keys]
        translation = dice.choice(language.plain) if foreign is not language else ""
        said_on = _first_day(day - timedelta(days=int(dice.random() * 400)), precision)
        read = int(dice.random() * 100_000) if dice.random() < 0.3 else 0
        shape = moulds.Shape(
            *(language.code, pattern, source_kind, speaker_kind, precision, bool(read)),
            *(foreign.code if translation else "", sum(map(len, texts)) <= BRIEF, len(keys)),
        )
        gaps: dict[str, Any] = {"read": read, "translation": translation, "mark": texts[0][0]}
        if said_on:
            gaps["said"] = said_on.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]
            gaps["when"] = moulds.in_words(language.code, precision, said_on)
        if source:
            gaps |= {"source": source.name, "sourceslug": quote(source.slug)}
        if speaker:
            gaps |= {"speaker": speaker.name, "speakerslug": quote(speaker.slug)}
        if person := speaker or source:
            gaps |= {"role": person.role, "place": person.affiliation}
        for number, (key, text) in enumerate(zip(keys, texts, strict=True)):
            gaps[f"key{number}"], gaps[f"words{number}"] = key, text[1:]
            gaps[f"share{number}"] = moulds.share_label(language.code, text)
        self._fill(moulds.quotation(shape), gaps, self.quoted)
        attribution, url = pattern % gaps, f"https://news.example.org/{read}" if read else ""
        for number, (key, text) in enumerate(zip(keys, texts, strict=True)):
            self.position += bool(number)
            self.rows[PullQuote].append(
                (
                    *(key, self.post, self.position, text, text, attribution),
                    *(source and source.pk, speaker and speaker.pk, said_on, precision, url),
                    *(foreign.code if translation else "", translation),
                    *(self.published_at, language.code),
                )
            )

    def _credited(self, kind: str) -> Source | None:
        if not kind:
            return None
        return self.cast.sources[self.language.code, kind].one(self.dice)


def _first_day(day: date, precision: str) -> date | None:
    match precision:
        case "":
            return None
        case "month":
            return day.replace(day=1)
        case "year":
            return day.replace(month=1, day=1)
    return day
