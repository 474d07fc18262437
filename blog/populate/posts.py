"""Posts as rows: about 300 words, one to three quotations, some labels, sometimes a picture."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any
from urllib.parse import quote

from django.utils.text import slugify

from blog import markup, rendering
from blog.excerpts import shortened
from blog.models import (
    Authorship,
    Correction,
    Figure,
    Labelling,
    Photo,
    Post,
    Prose,
    PullQuote,
    Source,
)
from blog.populate import moulds
from blog.populate.cast import SHARES, Cast
from blog.populate.words import LANGUAGES, Language, Weighted

QUOTATIONS = 3  # at most
CORRECTED = 50  # One of so many posts was put right or brought up to date.
BRIEF = 140  # as `are_brief` has it
SPAN = timedelta(days=20 * 365)
PERSON, PUBLICATION = Source.Kind.PERSON, Source.Kind.PUBLICATION

# The fields of each model that posts fill.
FIELDS: dict[type, tuple[str, ...]] = {
    Post: (
        *("id", "title", "slug", "status", "published_at", "language", "summary"),
        *("html", "intro_html", "excerpt", "linked_data", "created_at", "updated_at"),
    ),
    Prose: ("post_id", "position", "html"),
    PullQuote: (
        *("id", "post_id", "position", "text", "html", "attribution", "source_id", "speaker_id"),
        *("said_on", "said_precision", "url", "language", "translation"),
    ),
    Figure: ("post_id", "position", "photo_id", "caption"),
    Authorship: ("post_id", "user_id", "position"),
    Labelling: ("content_object_id", "tag_id"),
    Correction: ("post_id", "kind", "text", "changes", "at"),
}


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


class Writer:
    """Writes post `number` of `total`, the same for the same seed. `until` is when the last one
    is published; those that are scheduled appear in the months after. Needs no database."""

    def __init__(self, cast: Cast, seed: int, total: int, until: datetime) -> None:
        self.cast, self.seed, self.total, self.until = cast, seed, total, until
        self._figures = {
            (photo, language.code): moulds.figure(photo, language.code)
            for photo in cast.photos
            for language in LANGUAGES
        }

    def write(
        self, numbers: Iterable[int], posts: Iterable[int], quotations: Sequence[int]
    ) -> dict[type, list[tuple]]:
        """The rows of each model. `posts` and `quotations` are the keys that they get: of the
        latter QUOTATIONS for each post, which may leave some."""
        rows: dict[type, list[tuple]] = {model: [] for model in FIELDS}
        for index, (number, key) in enumerate(zip(numbers, posts, strict=True)):
            keys = quotations[index * QUOTATIONS : (index + 1) * QUOTATIONS]
            self._post(number, key, list(keys), rows)
        return rows

    def _post(self, number: int, key: int, keys: list[int], rows: dict[type, list[tuple]]) -> None:
        dice = Random(f"{self.seed} {number}")
        language = SPOKEN.one(dice)
        age = SPAN * ((self.total - number - dice.random()) / self.total)
        when = (self.until - age).replace(microsecond=0)
        status: str = Post.Status.PUBLISHED
        published_at: datetime | None = when
        match number % 50:
            case 17:
                status, published_at = Post.Status.DRAFT, None
            case 33:
                status, published_at = Post.Status.REVIEW, None
            case 49:
                published_at = self.until + timedelta(days=2 + number % 300)
        body = _Body(dice, language, self.cast, key, rows)
        excerpt = body.write(keys[: QUOTED.one(dice)], when.date(), self._figures)
        html, intro_html = rendering.at_jump("".join(body.html))
        title = language.title(dice)
        rows[Post].append(
            (
                *(key, title, f"{slugify(title, allow_unicode=True)[:150]}-{key}"),
                *(status, published_at, language.code),
                dice.choice(language.plain) if dice.random() < 0.5 else "",
                *(html, intro_html, excerpt, body.linked_data()),
                *(when - timedelta(days=2), published_at or when),
            )
        )
        authors = dict.fromkeys(self.cast.authors.draw(dice, 1 if dice.random() < 0.85 else 2))
        rows[Authorship] += [(key, author, place) for place, author in enumerate(authors, start=1)]
        labels = set(self.cast.labels.draw(dice, dice.randrange(1, 6)))
        rows[Labelling] += [(key, label) for label in sorted(labels)]
        if number % CORRECTED == 5:
            kind = (Correction.Kind.CORRECTION, Correction.Kind.UPDATE)[number // CORRECTED % 2]
            told = dice.choice(language.plain)
            changes = f'<div class="change added"><div class="words"><p>{told}</p></div></div>'
            rows[Correction].append((key, kind, told, changes, when + timedelta(days=1)))


class _Body:
    """A post's blocks, one after the other; `html` is what rendering would make of them."""

    def __init__(
        self, dice: Random, language: Language, cast: Cast, post: int, rows: dict[type, list[tuple]]
    ) -> None:
        self.dice, self.language, self.cast = dice, language, cast
        self.post, self.rows = post, rows
        self.html: list[str] = []
        self.quoted: list[str] = []
        self.shown: list[str] = []
        self.position = 0

    def write(
        self, keys: list[int], day: date, figures: dict[tuple[Photo, str], moulds.Mould]
    ) -> str:
        """Gives the excerpt."""
        dice = self.dice
        begin = " ".join(dice.choices(self.language.plain, k=3))
        jump = markup.JUMP if dice.random() < 0.1 else ""
        self._prose(f"<p>{begin}</p>{self._paragraph()}{jump}")
        picture = dice.randrange(8)
        while keys:
            count = 2 if len(keys) > 1 and dice.random() < 0.1 else 1
            self._quotation(keys[:count], day)
            keys = keys[count:]
            if picture == len(keys):
                self._figure(figures)
            self._prose(self._paragraph())
        return shortened(begin)

    def _paragraph(self) -> str:
        dice, language = self.dice, self.language
        sentences = dice.choices(language.plain, k=dice.randrange(3, 7))
        chance = dice.random()
        if chance < 0.3:  # Else a large site would have no words that a small one does not.
            sentences.append(language.sentence(dice))
        elif chance < 0.6:
            sentences.append(dice.choice(language.marked))
        return f"<p>{' '.join(sentences)}</p>"

    def linked_data(self) -> str:
        """As JSON, which the words need no escapes to stand in."""
        shown = f'"image": [{", ".join(self.shown)}], ' if self.shown else ""
        return f'{{{shown}"hasPart": [{", ".join(self.quoted)}]}}'

    def _place(self, html: str) -> int:
        self.html.append(html)
        self.position += 1
        return self.position

    def _prose(self, html: str) -> None:
        position = self._place(moulds.prose().html % {"html": html})
        self.rows[Prose].append((self.post, position, html))

    def _figure(self, figures: dict[tuple[Photo, str], moulds.Mould]) -> None:
        photo = self.dice.choice(self.cast.photos)
        caption = self.dice.choice(self.language.plain)
        mould = figures[photo, self.language.code]
        self.shown.append(mould.data % {"caption": caption})
        position = self._place(mould.html % {"caption": caption})
        self.rows[Figure].append((self.post, position, photo.pk, caption))

    def _quotation(self, keys: list[int], day: date) -> None:
        dice, language = self.dice, self.language
        (pattern, source_kind, speaker_kind), precision = CREDITS.one(dice), PRECISIONS.one(dice)
        if "when" in pattern and not precision:
            precision = "day"
        source = self._drawn(source_kind)
        speaker = self._drawn(speaker_kind)
        person = speaker or source
        foreign = dice.choice(LANGUAGES) if dice.random() < 0.05 else language
        spoken = [" ".join(dice.choices(foreign.plain, k=dice.choice((1, 1, 2, 3)))) for _ in keys]
        texts = [f"{foreign.opening}{said}{foreign.closing}" for said in spoken]
        translation = dice.choice(language.plain) if foreign is not language else ""
        said_on = _first_day(day - timedelta(days=dice.randrange(400)), precision)
        read = dice.randrange(100_000) if dice.random() < 0.3 else 0
        shape = moulds.Shape(
            language=language.code,
            attribution=pattern,
            source=source_kind,
            speaker=speaker_kind,
            precision=precision,
            read=bool(read),
            foreign=foreign.code if translation else "",
            brief=sum(map(len, texts)) <= BRIEF,
            count=len(keys),
        )
        gaps: dict[str, Any] = {
            "source": source and source.name,
            "sourceslug": source and quote(source.slug),
            "speaker": speaker and speaker.name,
            "speakerslug": speaker and quote(speaker.slug),
            "role": person and person.role,
            "place": person and person.affiliation,
            "said": said_on and said_on.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)],
            "when": said_on and moulds.in_words(language.code, precision, said_on),
            "read": read,
            "translation": translation,
            "mark": foreign.opening[0],
        }
        for number, (key, text) in enumerate(zip(keys, texts, strict=True)):
            gaps |= {f"key{number}": key, f"words{number}": text[1:]}
        mould = moulds.quotation(shape)
        self.quoted.append(mould.data % gaps)
        position = self._place(mould.html % gaps)
        self.position += len(keys) - 1
        self.rows[PullQuote] += [
            (
                *(key, self.post, position + number, text, text, pattern % gaps),
                *(source and source.pk, speaker and speaker.pk, said_on, precision),
                f"https://news.example.org/{read}" if read else "",
                *(shape.foreign, translation),
            )
            for number, (key, text) in enumerate(zip(keys, texts, strict=True))
        ]

    def _drawn(self, kind: str) -> Source | None:
        if not kind:
            return None
        return self.cast.sources[self.language.code, kind].one(self.dice)


def _first_day(day: date, precision: str) -> date | None:
    if not precision:
        return None
    return day.replace(
        **{"day": {}, "month": {"day": 1}, "year": {"month": 1, "day": 1}}[precision]
    )
