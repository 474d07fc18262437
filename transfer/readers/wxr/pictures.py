"""Attachments: pictures, and other files of the media library."""

import re
from urllib.parse import unquote

from lib.urls import is_web_url, split_url
from transfer.file_types import PICTURE_SUFFIXES
from transfer.items import ExportedFile, ExportedPicture
from transfer.readers.sidecar import METADATA_KEY
from transfer.readers.wxr.fields import Fields, to_plain_text
from transfer.readers.wxr.php import Value, get_text, unserialize

RECORDING_SUFFIXES = (
    *(".mp3", ".m4a", ".ogg", ".oga", ".wav", ".flac", ".wma", ".aac", ".opus"),
    *(".mp4", ".m4v", ".mov", ".webm", ".ogv", ".avi", ".mpg", ".mpeg", ".wmv", ".flv", ".3gp"),
)
_DOCUMENT_SUFFIXES = (
    *(".pdf", ".doc", ".docx", ".odt", ".rtf", ".txt", ".csv", ".xls", ".xlsx", ".ods", ".ppt"),
    *(
        ".pptx",
        ".pps",
        ".ppsx",
        ".odp",
        ".key",
        ".pages",
        ".numbers",
        ".zip",
        ".gz",
        ".tar",
        ".rar",
    ),
    *(".7z", ".epub", ".mobi", ".json", ".xml", ".html", ".htm", ".css", ".js", ".ttf", ".woff"),
    *(".woff2", ".otf", ".eot", ".psd", ".ai", ".eps", ".srt", ".vtt", ".ics", ".vcf", ".swf"),
    *(".exe", ".dmg", ".apk", ".gpx", ".kml", ".kmz"),
)
# Fields of plugins for credits.
_CREDIT_KEYS = (
    *("_media_credit", "media_credit", "_credit", "credit", "photo_credit", "image_credit"),
    *("_image_credit", "_photo_credit", "photographer", "_wp_attachment_image_credit"),
    *("isc_image_source", "_navis_media_credit", "_wp_attachment_source_name"),
)
# What Squarespace writes in place of texts.
_PLACEHOLDER_RE = re.compile(r"(?:img|exc)-[0-9a-f]{24}")
_LICENCE_RE = re.compile(r"https?://creativecommons\.org/(?:licenses|publicdomain)/[\w./+-]+")


def has_suffix(url: str, suffixes: tuple[str, ...]) -> bool:
    return get_path(url).lower().endswith(suffixes)


def get_path(url: str) -> str:
    """Return the decoded path of an address, '' if it is invalid."""
    return unquote(split_url(url.strip()).path)


def get_attachment_url(fields: Fields) -> str:
    return fields.get("wp:attachment_url") or fields.get("guid")


def is_picture(fields: Fields) -> bool:
    """Return whether an attachment is a picture; one whose address does not tell is."""
    for address in (fields.get_meta("_wp_attached_file"), get_attachment_url(fields)):
        if has_suffix(address, PICTURE_SUFFIXES):
            return True
        if has_suffix(address, (*RECORDING_SUFFIXES, *_DOCUMENT_SUFFIXES)):
            return False
    return True


def build_picture(fields: Fields, key: str) -> ExportedPicture:
    metadata = _read_metadata(fields)
    credit = fields.get_meta(*_CREDIT_KEYS) or get_text(metadata, "image_meta", "credit")
    rights = get_text(metadata, "image_meta", "copyright")
    texts = [fields.get("excerpt:encoded"), fields.get("content:encoded")]
    if fields.get_meta(METADATA_KEY):  # In exports of our own, the description is the credit.
        description = texts.pop()
        credit = credit or description
    caption = next((text for text in texts if text and not _PLACEHOLDER_RE.fullmatch(text)), "")
    licence = _LICENCE_RE.search(f"{rights} {credit} {caption}")
    return ExportedPicture(
        key=key,
        urls=tuple(dict.fromkeys(_list_urls(fields, metadata))),
        title=to_plain_text(fields.get("title")),
        alt=to_plain_text(fields.get_meta("_wp_attachment_image_alt")),
        caption=to_plain_text(caption),
        credit=to_plain_text(credit or rights),
        licence_url=licence[0] if licence else "",
    )


def build_file(fields: Fields, key: str) -> ExportedFile:
    """Return an audio, video or PDF file of the media library."""
    return ExportedFile(
        key=key,
        urls=(get_attachment_url(fields),),
        title=to_plain_text(fields.get("title")),
        caption=to_plain_text(fields.get("excerpt:encoded")),
    )


def _read_metadata(fields: Fields) -> Value:
    try:
        return unserialize(fields.get_meta("_wp_attachment_metadata"))
    except ValueError:
        return None


def _list_urls(fields: Fields, metadata: Value) -> list[str]:
    """List the addresses of a picture: the original, the attachment, then its smaller copies."""
    url = get_attachment_url(fields)
    folder = url.rpartition("/")[0]
    urls = [url]
    if folder and (original := get_text(metadata, "original_image")):
        urls.insert(0, f"{folder}/{original}")
    guid = fields.get("guid")
    if is_web_url(guid) and has_suffix(guid, PICTURE_SUFFIXES):
        urls.append(guid)
    sizes = metadata.get("sizes") if isinstance(metadata, dict) else None
    copies: list[tuple[int, str]] = []
    for size in sizes.values() if isinstance(sizes, dict) else ():
        width = size.get("width") if isinstance(size, dict) else None
        if folder and (name := get_text(size, "file")):
            copies.append((width if isinstance(width, int) else 0, f"{folder}/{name}"))
    copies.sort(key=lambda copy: -copy[0])
    return [address for address in (*urls, *(copy[1] for copy in copies)) if address]
