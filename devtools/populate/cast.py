"""Who writes, who is quoted, and what posts are labelled and illustrated with.

Everybody is found again by a second run: accounts by their user name, sources and labels by their
name, photos by their file.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.text import slugify
from PIL import Image, ImageDraw

from accounts.models import User
from blog.content import photo_renditions
from blog.editing.photos import upload_photo
from blog.models import Label, Photo, Source
from devtools.populate.words import ENGLISH, LANGUAGES, Language, Weighted, zipf

AUTHORS = 20
PHOTOS = 2  # One lies, one stands; each takes a third of a second, as an upload does.
TOPICS = (
    *("Energy", "Housing", "Water", "Schools", "Railways", "Courts", "Elections", "Banks"),
    *("Hospitals", "Fisheries", "Privacy", "Trade", "Police", "Councils", "Broadcasting", "Wages"),
    *("Defence", "Prisons", "Museums", "Ports"),
)
ANGLES = (
    *("law", "prices", "strikes", "reform", "history", "abroad", "numbers", "and the press"),
    *("scandals", "jobs", "spending", "in court", "in parliament", "interviews", "next year"),
)
# How a source of each kind is called, with a name of its own in each language.
NAMES: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        Source.Kind.PUBLICATION: ("The {} Courier", "The {} Gazette", "{} Evening Record"),
        Source.Kind.ORGANISATION: ("{} Council", "{} Institute", "{} Farmers’ Union"),
        Source.Kind.DOCUMENT: ("Report on {}", "The {} Treaty", "{} Budget Papers"),
    },
    "fr": {
        Source.Kind.PUBLICATION: ("Le Courrier de {}", "La Gazette de {}"),
        Source.Kind.ORGANISATION: ("Conseil de {}", "Institut {}"),
        Source.Kind.DOCUMENT: ("Rapport sur {}", "Traité de {}"),
    },
    "ar": {
        Source.Kind.PUBLICATION: ("صحيفة {}", "مجلة {}"),
        Source.Kind.ORGANISATION: ("مجلس {}", "معهد {}"),
        Source.Kind.DOCUMENT: ("تقرير {}", "معاهدة {}"),
    },
}
ROLES = {
    "en": "finance minister|union negotiator|judge|harbour master|chief economist|pollster|mayor",
    "fr": "ministre des finances|juge|économiste|maire|porte-parole",
    "ar": "وزير المالية|قاض|خبير اقتصادي|رئيس البلدية|متحدث",
}
# Of a language's sources, and of the posts.
SHARES = {"en": 0.8, "fr": 0.12, "ar": 0.08}
KINDS = {
    Source.Kind.PERSON: 0.7,
    Source.Kind.PUBLICATION: 0.12,
    Source.Kind.ORGANISATION: 0.1,
    Source.Kind.DOCUMENT: 0.08,
}


@dataclass(frozen=True)
class Cast:
    authors: Weighted[int]
    labels: Weighted[int]
    photos: list[Photo]
    # By language and kind, those who are quoted most first.
    sources: dict[tuple[str, str], Weighted[Source]]


def gather(seed: int, posts: int, labels: int) -> Cast:
    """About 40 queries, and one or two for each thousand sources."""
    dice = Random(f"cast {seed}")
    authors = _authors()
    return Cast(
        authors=zipf([author.pk for author in authors]),
        labels=zipf(_labels(labels)),
        photos=[_photo(number, authors[0]) for number in range(PHOTOS)],
        sources=_sources(dice, max(120, min(posts // 5, 20_000))),
    )


def _authors() -> list[User]:
    """They cannot sign in."""
    dice = Random("authors")
    made = []
    for number in range(1, AUTHORS + 1):
        byline = f"{ENGLISH.name(dice)} {ENGLISH.name(dice)}"
        fields = {"byline": byline, "bio": ENGLISH.sentence(dice), "password": "!"}
        made.append(
            User.objects.get_or_create(username=f"populate-{number:02d}", defaults=fields)[0]
        )
    return made


def _labels(count: int) -> list[int]:
    """Topics with their angles first, then these in places that nobody knows."""
    dice = Random("places")
    names = [f"{topic} {angle}" for angle in ANGLES for topic in TOPICS][:count]
    known = len(names)
    while len(names) < count:
        place = f"{ENGLISH.name(dice)} {ENGLISH.name(dice)}"
        names += [f"{name} in {place}" for name in names[: min(known, count - len(names), 40)]]
    new = [Label(name=name, slug=slugify(name)) for name in names]
    Label.objects.bulk_create(new, ignore_conflicts=True)
    found = dict(Label.objects.filter(name__in=names).values_list("name", "pk"))
    return [found[name] for name in names if name in found]


def _photo(number: int, uploader: User) -> Photo:
    image = Image.new("RGB", (480, 300 if number % 2 else 600), (200, 190, 30 * number))
    pen, dice = ImageDraw.Draw(image), Random(number)
    for left in range(0, 480, 40):
        pen.rectangle(
            (left, dice.randrange(200), left + 24, 600), fill=(30 * number, 90, left // 3)
        )
    file = io.BytesIO()
    image.save(file, "JPEG", quality=70)
    photo = upload_photo(
        file=SimpleUploadedFile(f"{number}.jpg", file.getvalue()), by=uploader
    ).photo
    if not (photo.alt or photo.decorative):
        photo.alt = f"Bars of different height, number {number}"
        photo.credit = "Agency/Nobody/Agency"
        photo.save()
    # At once: made later, they would have all posts that show the picture rendered again.
    photo_renditions.generate.call(photo.pk)
    photo.refresh_from_db()
    return photo


def _sources(dice: Random, count: int) -> dict[tuple[str, str], Weighted[Source]]:
    wanted: dict[tuple[str, str], dict[str, Source]] = {}
    for language in LANGUAGES:
        for kind, share in KINDS.items():
            size = max(3, round(count * SHARES[language.code] * share))
            wanted[language.code, kind] = dict(islice(_invented(language, kind, dice), size))
    return {key: zipf(_stored(sources)) for key, sources in wanted.items()}


def _invented(language: Language, kind: str, dice: Random) -> Iterator[tuple[str, Source]]:
    """By name, each once."""
    seen = set()
    while True:
        source = Source(kind=kind)
        if kind == Source.Kind.PERSON:
            source.name = f"{language.name(dice)} {language.name(dice)}"
            source.role = dice.choice(ROLES[language.code].split("|"))
            source.affiliation = language.name(dice)
        else:
            source.name = dice.choice(NAMES[language.code][kind]).format(
                f"{language.name(dice)} {language.name(dice)}"
            )
        source.slug = slugify(source.name, allow_unicode=True)
        if source.slug not in seen:
            seen.add(source.slug)
            yield source.name, source


def _stored(sources: dict[str, Source]) -> list[Source]:
    found: dict[str, Source] = {}
    rows = list(sources.values())
    for first in range(0, len(rows), 1000):
        some = rows[first : first + 1000]
        Source.objects.bulk_create(some, ignore_conflicts=True)
        for row in Source.objects.filter(name__in=[source.name for source in some]):
            found[row.name] = row
    for name in sources.keys() - found.keys():  # Another's slug was in the way.
        sources[name].slug = ""
        sources[name].save()
    return [found.get(name, source) for name, source in sources.items()]
