"""JSON-LD nodes (schema.org) of quotations, photos and sources.

Each function returns a node: a dictionary without empty values. URLs of this site are paths until
`make_urls_absolute` completes them, so that nodes can be stored. Properties follow `domainIncludes`
and `rangeIncludes` of the vocabulary.
"""

import re
from collections.abc import Iterable, Sequence
from html import unescape
from typing import Any

from blog.common.urls import reverse_cached
from blog.content.embeds import providers
from blog.content.sources.roles import HeldRole, ListedRole, get_roles, get_todays_roles
from blog.models import AnyBlock, Embed, Figure, LinkPreview, MediaFile, Photo, PullQuote, Source

Node = dict[str, Any]

TYPES = {
    Source.Kind.PERSON: "Person",
    Source.Kind.ORGANISATION: "Organization",
    Source.Kind.PUBLICATION: "NewsMediaOrganization",
    Source.Kind.DOCUMENT: "CreativeWork",
}
# The properties used here whose value may be a URL of this site.
_URL_PROPERTIES = (
    *("@id", "url", "contentUrl", "urlTemplate", "mainEntityOfPage"),
    "thumbnailUrl",
)


def build_node(type: str, /, **properties: Any) -> Node:
    """Return a node of a type with the properties that have a value."""
    return {"@type": type, **drop_empty(properties)}


def drop_empty(properties: Node) -> Node:
    return {name: value for name, value in properties.items() if value not in (None, "", [], {})}


# A property and its value. In a JSON string, a quotation mark always follows a backslash.
_OWN_URL_RE = re.compile(
    f'":"/(?:{"|".join(f"""(?<="{re.escape(name)}":"/)""" for name in _URL_PROPERTIES)})'
)


def make_urls_absolute(json: str, root: str) -> str:
    """Insert `root`, such as 'https://example.org', before each path in JSON without spaces.

    Walking through all nodes would take ten times as long.
    """
    return _OWN_URL_RE.sub(lambda _match: f'":"{root}/', json)


def build_block_properties(blocks: Iterable[AnyBlock], language: str) -> Node:
    """Return the properties of an article that its blocks have. No queries, with `get_blocks`.

    `image`, the lead picture first, and `hasPart` (quotations); `video`, `audio` and `citation` for
    pages of other sites and for files.
    """
    images: list[Node] = []
    quotations: list[Node] = []
    embeds: dict[str, list[Node]] = {}
    for block in blocks:
        if isinstance(block, Figure) and block.photo and not block.photo.withdrawn_at:
            images.insert(0 if block.is_lead else len(images), build_image(block))
        elif isinstance(block, PullQuote):
            quotations.append(build_quotation(block, language))
        elif isinstance(block, Embed) and block.preview:
            name, node = _build_embed(block, block.preview, providers.find_embed(block.preview.url))
            embeds.setdefault(name, []).append(node)
        elif isinstance(block, Embed) and block.file and not block.file.withdrawn_at:
            name, node = _build_file(block, block.file)
            embeds.setdefault(name, []).append(node)
    return drop_empty({"image": images, "hasPart": quotations, **embeds})


# The property of an article, and the type of its value.
_EMBED_TYPES = {
    providers.VIDEO: ("video", "VideoObject"),
    providers.AUDIO: ("audio", "AudioObject"),
    providers.POST: ("citation", "SocialMediaPosting"),
    providers.CHART: ("citation", "CreativeWork"),
}


def _build_embed(
    embed: Embed, page: LinkPreview, address: providers.EmbedAddress | None
) -> tuple[str, Node]:
    """Return the property of the article and the node of a page of another site."""
    if address is None:
        return "citation", build_node("WebPage", name=embed.title or page.title, url=page.url)
    kind = address.provider.kind
    name, type_name = _EMBED_TYPES[kind]
    is_media = kind in (providers.VIDEO, providers.AUDIO)
    return name, build_node(
        type_name,
        name=embed.title or page.title,
        text=page.text,
        url=address.url,
        embedUrl=address.frame_url if is_media else "",
        thumbnailUrl=page.image.url if page.image else "",
        creator=build_node("Person", name=page.author) if page.author else None,
        caption=embed.caption if is_media else "",
    )


def _build_file(embed: Embed, file: MediaFile) -> tuple[str, Node]:
    """Return the property of the article and the node of an uploaded file."""
    common: Node = {
        "name": embed.title,
        "encodingFormat": file.content_type,
        "creditText": embed.credit,
    }
    if file.kind == MediaFile.Kind.DOCUMENT:
        node = build_node("DigitalDocument", **common, url=file.file.url, description=embed.caption)
        return "citation", node
    is_video = file.kind == MediaFile.Kind.VIDEO
    node = build_node(
        "VideoObject" if is_video else "AudioObject",
        **common,
        contentUrl=file.file.url,
        contentSize=f"{file.size} B",
        duration=f"PT{file.seconds}S" if file.seconds else "",
        uploadDate=file.created_at.date().isoformat(),
        **(build_size(file.width, file.height) if file.width else {}),
        thumbnailUrl=file.shown_poster.poster_url if file.shown_poster else "",
        caption=embed.caption,
        transcript=embed.transcript,
    )
    return ("video" if is_video else "audio"), node


# Languages without spaces between words, in which words cannot be counted here.
_UNSPACED_LANGUAGES = ("zh", "ja", "th", "lo", "km", "my", "bo")
_TAG_RE = re.compile("<[^>]*>")
_TRANSCRIPT_RE = re.compile('<details class="transcript">.*?</details>', re.S)


def build_word_count(html: str, language: str) -> Node:
    """Return the property `wordCount` of a post, with quotations and captions, but without
    transcripts.

    Nothing for a language without spaces between words.
    """
    if language.partition("-")[0] in _UNSPACED_LANGUAGES:
        return {}
    text = unescape(_TAG_RE.sub(" ", _TRANSCRIPT_RE.sub("", html)))
    count = len(re.findall(r"\w[\w'’.-]*", text))
    return {"wordCount": count} if count else {}


def build_image(figure: Figure) -> Node:
    assert figure.photo is not None
    return build_photo(figure.photo, figure.caption)


def build_photo(photo: Photo, caption: str = "") -> Node:
    return build_node(
        "ImageObject",
        contentUrl=photo.image.url,
        **build_size(photo.width, photo.height),
        description=photo.alt,
        caption=caption,
        creditText=photo.credit,
        copyrightNotice=photo.copyright,
        license=photo.licence_url,
        acquireLicensePage=photo.original_url,
    )


def build_card(path: str, width: int, height: int, description: str) -> Node:
    """Return the node of the share picture of a page."""
    return build_node(
        "ImageObject", contentUrl=path, **build_size(width, height), description=description
    )


def build_size(width: int, height: int) -> Node:
    """Return `width` and `height` in pixels (E37 in UN/CEFACT's codes)."""
    return {
        name: build_node("QuantitativeValue", value=size, unitCode="E37")
        for name, size in (("width", width), ("height", height))
    }


def build_quotation(quoted: PullQuote, language: str) -> Node:
    """Return the node of a quotation; `language` is the post's.

    A document is not a creator; the quotation is based on it. The speaker, or the source without
    one, has the role of the date said. Reads source and speaker: one query each unless selected.
    """
    source, speaker = quoted.source, quoted.speaker
    if source is None:
        source, speaker = speaker, None
    roles = _build_roles(get_roles(quoted))
    credited = (source, speaker)
    documents = [build_source_reference(each) for each in credited if each and not is_agent(each)]
    translation = build_node("Quotation", text=quoted.translation, inLanguage=language)
    return build_node(
        "Quotation",
        text=quoted.text,
        url=reverse_cached("blog:quotation-detail", quoted.pk),
        inLanguage=quoted.language or language,
        creator=_build_voice(source, {} if speaker else roles),
        spokenByCharacter=_build_voice(speaker, roles),
        dateCreated=quoted.date_said,
        isBasedOn=[*documents, *([quoted.url] if quoted.url else [])],
        workTranslation=translation if quoted.translation else None,
    )


def is_agent(source: Source) -> bool:
    """Return whether a source can speak, as people and organisations can."""
    return source.kind != Source.Kind.DOCUMENT


def build_source_reference(source: Source) -> Node:
    """Return a node with the name and URL of a source."""
    return build_node(
        TYPES[Source.Kind(source.kind)], name=source.name, url=source.get_absolute_url()
    )


def _build_voice(source: Source | None, roles: Node) -> Node | None:
    """Return the node of a source that can speak; a person has the roles."""
    if source is None or not is_agent(source):
        return None
    reference = build_source_reference(source)
    return reference | roles if source.kind == Source.Kind.PERSON else reference


def _build_roles(roles: Iterable[HeldRole]) -> Node:
    """Return the properties of a person with roles of a period.

    A `jobTitle` would be that of today. A Role between a property and its value gives the period
    in which it has that value.
    """
    affiliations, occupations = [], []
    for role in roles:
        period = {"roleName": role.title, "startDate": role.started, "endDate": role.ended}
        if role.organisation:
            organisation = build_node(
                "Organization", name=role.organisation, url=role.organisation_path
            )
            affiliations.append(build_node("OrganizationRole", **period, affiliation=organisation))
        else:
            occupation = build_node("Occupation", name=role.title)
            occupations.append(build_node("Role", **period, hasOccupation=occupation))
    return drop_empty({"affiliation": affiliations, "hasOccupation": occupations})


def build_source_details(source: Source, roles: Sequence[ListedRole] = ()) -> Node:
    """Return a node with all properties of a source; `roles` are its roles over time."""
    more: Node = {"description": source.about, "sameAs": source.url}
    if source.kind == Source.Kind.PERSON:
        held = get_todays_roles(source, roles)
        titles = [role.role for role in held if role.role]
        organisations = [
            build_node("Organization", name=role.affiliation) for role in held if role.affiliation
        ]
        more |= {"jobTitle": _unwrap(titles), "affiliation": _unwrap(organisations)}
    return build_source_reference(source) | drop_empty(more)


def _unwrap(values: list[Any]) -> Any:
    """Return the only value without its list."""
    return values[0] if len(values) == 1 else values
