"""Authors, sources, labels and photos of generated posts.

A second run finds existing ones: accounts by username, sources and labels by name, photos by file.
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
from devtools.populate.languages import ENGLISH, LANGUAGES, Language, Weighted, zipf
from devtools.populate.photos import create_photos
from devtools.populate.source_facts import add_facts

AUTHOR_COUNT = 20
PHOTO_COUNT = 2  # One landscape and one portrait; each takes 0.3 s, like an upload.
TOPICS = (
    *("Energy", "Housing", "Water", "Schools", "Railways", "Courts", "Elections", "Banks"),
    *("Hospitals", "Fisheries", "Privacy", "Trade", "Police", "Councils", "Broadcasting", "Wages"),
    *("Defence", "Prisons", "Museums", "Ports"),
)
ANGLES = (
    *("law", "prices", "strikes", "reform", "history", "abroad", "numbers", "and the press"),
    *("scandals", "jobs", "spending", "in court", "in parliament", "interviews", "next year"),
)
# Patterns for names of sources, by language and kind.
NAME_PATTERNS: dict[str, dict[str, tuple[str, ...]]] = {
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
# The shares of the languages, both of sources and of posts.
SHARES = {"en": 0.8, "fr": 0.12, "ar": 0.08}
KIND_SHARES = {
    Source.Kind.PERSON: 0.7,
    Source.Kind.PUBLICATION: 0.12,
    Source.Kind.ORGANISATION: 0.1,
    Source.Kind.DOCUMENT: 0.08,
}


@dataclass(frozen=True)
class Cast:
    authors: Weighted[int]
    labels: Weighted[int]
    photos: Weighted[Photo]
    # By language and kind, the most frequently quoted first.
    sources: dict[tuple[str, str], Weighted[Source]]


def create_cast(
    seed: int, posts: int, labels: int, source_count: int = 0, photo_count: int = 0
) -> Cast:
    """Create or find all rows. About 40 queries, and one or two for each thousand sources.

    Sources have other names, roles and identifiers only if `source_count` is given, and photos have
    files only up to PHOTO_COUNT.
    """
    rng = Random(f"cast {seed}")
    authors = _create_authors()
    sources = _create_sources(rng, source_count or max(120, min(posts // 5, 20_000)))
    photos = [_create_photo(number, authors[0]) for number in range(PHOTO_COUNT)]
    if source_count:
        add_facts([source for group in sources.values() for source in group.items])
    if photo_count > PHOTO_COUNT:
        agencies = sources["en", Source.Kind.ORGANISATION].items
        photos += create_photos(photo_count - PHOTO_COUNT, agencies, authors)
    return Cast(
        authors=zipf([author.pk for author in authors]),
        labels=zipf(_create_labels(labels)),
        photos=zipf(photos),
        sources=sources,
    )


def _create_authors() -> list[User]:
    """Create accounts that cannot sign in."""
    rng = Random("authors")
    authors = []
    for number in range(1, AUTHOR_COUNT + 1):
        byline = f"{ENGLISH.invent_name(rng)} {ENGLISH.invent_name(rng)}"
        fields = {"byline": byline, "bio": ENGLISH.compose_sentence(rng), "password": "!"}
        username = f"populate-{number:02d}"
        authors.append(User.objects.get_or_create(username=username, defaults=fields)[0])
    return authors


def _create_labels(count: int) -> list[int]:
    """Create labels of topics and angles, followed by the same ones in invented places."""
    rng = Random("places")
    names = [f"{topic} {angle}" for angle in ANGLES for topic in TOPICS][:count]
    plain_count = len(names)
    while len(names) < count:
        place = f"{ENGLISH.invent_name(rng)} {ENGLISH.invent_name(rng)}"
        limit = min(plain_count, count - len(names), 40)
        names += [f"{name} in {place}" for name in names[:limit]]
    new = [Label(name=name, slug=slugify(name)) for name in names]
    Label.objects.bulk_create(new, ignore_conflicts=True)
    ids = dict(Label.objects.filter(name__in=names).values_list("name", "pk"))
    return [ids[name] for name in names if name in ids]


def _create_photo(number: int, uploader: User) -> Photo:
    image = Image.new("RGB", (480, 300 if number % 2 else 600), (200, 190, 30 * number))
    pen, rng = ImageDraw.Draw(image), Random(number)
    for left in range(0, 480, 40):
        pen.rectangle((left, rng.randrange(200), left + 24, 600), fill=(30 * number, 90, left // 3))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=70)
    photo = upload_photo(
        file=SimpleUploadedFile(f"{number}.jpg", file.getvalue()), by=uploader
    ).photo
    if not (photo.alt or photo.decorative):
        photo.alt = f"Bars of different height, number {number}"
        photo.credit = "Agency/Nobody/Agency"
        photo.save()
    # Renditions that are generated later would re-render all posts that show the photo.
    photo_renditions.generate.call(photo.pk)
    photo.refresh_from_db()
    return photo


def _create_sources(rng: Random, count: int) -> dict[tuple[str, str], Weighted[Source]]:
    sources: dict[tuple[str, str], dict[str, Source]] = {}
    for language in LANGUAGES:
        for kind, share in KIND_SHARES.items():
            size = max(3, round(count * SHARES[language.code] * share))
            sources[language.code, kind] = dict(islice(_invent_sources(language, kind, rng), size))
    return {key: zipf(_store_sources(by_name)) for key, by_name in sources.items()}


def _invent_sources(language: Language, kind: str, rng: Random) -> Iterator[tuple[str, Source]]:
    """Yield the names of new sources, each once, with the sources."""
    slugs = set()
    while True:
        source = Source(kind=kind)
        if kind == Source.Kind.PERSON:
            source.name = f"{language.invent_name(rng)} {language.invent_name(rng)}"
            source.role = rng.choice(ROLES[language.code].split("|"))
            source.affiliation = language.invent_name(rng)
        else:
            source.name = rng.choice(NAME_PATTERNS[language.code][kind]).format(
                f"{language.invent_name(rng)} {language.invent_name(rng)}"
            )
        source.slug = slugify(source.name, allow_unicode=True)
        if source.slug not in slugs:
            slugs.add(source.slug)
            yield source.name, source


def _store_sources(sources: dict[str, Source]) -> list[Source]:
    stored: dict[str, Source] = {}
    rows = list(sources.values())
    for first in range(0, len(rows), 1000):
        batch = rows[first : first + 1000]
        Source.objects.bulk_create(batch, ignore_conflicts=True)
        for row in Source.objects.filter(name__in=[source.name for source in batch]):
            stored[row.name] = row
    for name in sources.keys() - stored.keys():  # Another source has the slug.
        sources[name].slug = ""
        sources[name].save()
    return [stored.get(name, source) for name, source in sources.items()]
