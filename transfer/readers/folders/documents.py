"""One file of a folder: its metadata and text, and what its name tells."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_noop

from transfer.messages import Message
from transfer.readers.base import NotAnExport
from transfer.readers.encodings import UNICODE_ENCODINGS, detect_encoding
from transfer.readers.folders import front_matter, org, rst
from transfer.readers.folders.front_matter import MalformedFrontMatter
from transfer.readers.folders.inherited import inherit
from transfer.readers.folders.metadata import Metadata, parse_time
from transfer.readers.folders.platforms import Platform, Site
from transfer.readers.html_elements import parse_body
from transfer.readers.zip_files import ExportFiles

MAX_DOCUMENT_BYTES = 5 * 1024**2
MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd", ".mdx", ".qmd")
HTML_SUFFIXES = (".html", ".htm")
RST_SUFFIX, ORG_SUFFIX = ".rst", ".org"
# Formats that are not read.
OTHER_SUFFIXES = {
    ".adoc": "AsciiDoc",
    ".asciidoc": "AsciiDoc",
    ".textile": "Textile",
    ".ipynb": "Jupyter",
}
DOCUMENT_SUFFIXES = (
    *(*MARKDOWN_SUFFIXES, *HTML_SUFFIXES, RST_SUFFIX, ORG_SUFFIX),
    *OTHER_SUFFIXES,
)
_DATE_PREFIX_RE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[-_ ]+(.*))?")
_SHORT_DATE_RE = re.compile(r"(\d{2})-(\d{2})-(.+)")
_YEAR_RE = re.compile(r"(?:19|20)\d{2}")
# The names of the date of publication: that of the creation only where there is no other.
DATE_NAMES = (
    *("publishdate", "publish_date", "pubdate", "pub_date", "pubdatetime", "date", "published_at"),
    *("publishedat", "published", "publisheddate", "published_date", "date_published"),
    *("datepublished", "posted", "created", "created_at", "createdat", "date_created"),
)
_PATH_DATE_RE = re.compile(r"(?:^|/)(\d{4})/(\d{1,2})/(\d{1,2})(?:/|$)")
_MODULE_LINE_RE = re.compile(
    r"(?:import\s[^\n]*?[\"'][^\n]*|export\s+(?:const|let|default|\*|\{)[^\n]*)(?:\n|\Z)"
)
_LANGUAGE_RE = re.compile(r"(.+)\.([a-z]{2,3}(?:-[a-zA-Z]{2,4})?)")


_CONTROL_RE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SAMPLE_BYTES = 64 * 1024
_MAX_CONTROLS, _MAX_CONTROL_SHARE = 10, 0.02


class UnreadableDocument(Exception):
    """A file that cannot be an item. The message is one sentence for the user."""


@dataclass(frozen=True)
class DocumentName:
    """What the name of a file tells: `folder` is without a slash at its end, `stem` without date,
    language and suffix. A bundle is a folder whose text is in `index.md`."""

    name: str
    folder: str
    stem: str
    suffix: str
    day: date | None
    language: str

    @property
    def is_bundle(self) -> bool:
        return self.stem == "index" and bool(self.folder)


@dataclass(frozen=True)
class Document:
    """A file with its front matter and its text. `encoding` is a guess, '' for Unicode."""

    name: DocumentName
    metadata: Metadata
    text: str
    has_front_matter: bool
    encoding: str = ""

    @property
    def is_html(self) -> bool:
        return self.name.suffix in HTML_SUFFIXES

    def get_time(self, site: Site) -> datetime | None:
        """Return the time of publication, from the front matter or else from the file's name."""
        zone = site.zone
        moment = self.metadata.get_time(*DATE_NAMES, zone=zone)
        return moment or parse_time(self.name.day, zone)


def parse_name(name: str) -> DocumentName:
    """Read date and language from the name of a file."""
    folder, _slash, file = name.rpartition("/")
    stem, dot, suffix = file.rpartition(".")
    stem = stem.removesuffix(".html")  # As in Middleman's `about.html.md`.
    language = ""
    match = _LANGUAGE_RE.fullmatch(stem)
    if match and match[2].lower() in LANG_INFO:
        stem, language = match[1], match[2]
    day = None
    dated = _DATE_PREFIX_RE.fullmatch(stem)
    if dated:
        try:
            day = date(int(dated[1]), int(dated[2]), int(dated[3]))
            stem = dated[4] or stem
        except ValueError:
            day = None
    elif (short := _SHORT_DATE_RE.fullmatch(stem)) and _YEAR_RE.fullmatch(
        folder.rpartition("/")[2]
    ):
        with suppress(ValueError):  # Docusaurus: 2019/05-30-welcome.
            day = date(int(folder[-4:]), int(short[1]), int(short[2]))
            stem = short[3]
    if day is None:
        day = _find_folder_date(folder, is_bundle=stem == "index")
    return DocumentName(name, folder, stem, f"{dot}{suffix}".lower(), day, language)


def _find_folder_date(folder: str, *, is_bundle: bool) -> date | None:
    """Find the date in the name of a bundle, or in folders such as `2020/03/04`."""
    dated = _DATE_PREFIX_RE.fullmatch(folder.rpartition("/")[2]) if is_bundle else None
    if match := dated or _PATH_DATE_RE.search(folder):
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
    return None


def _drop_module_lines(text: str) -> str:
    """Remove the imports and exports above the text of MDX, which are a program."""
    text = text.lstrip("\n")
    while match := _MODULE_LINE_RE.match(text):
        text = text[match.end() :].lstrip("\n")
    return text


def read_document(files: ExportFiles, site: Site, name: str) -> Document:
    """Read a file. Raises UnreadableDocument."""
    parsed = parse_name(name)
    if parsed.suffix in OTHER_SUFFIXES:
        raise UnreadableDocument(
            Message(
                gettext_noop("%s cannot be read. Convert the file to Markdown."),
                OTHER_SUFFIXES[parsed.suffix],
            ).stored
        )
    try:
        content = files.read(name, MAX_DOCUMENT_BYTES)
    except NotAnExport as error:
        raise UnreadableDocument(error.message.stored) from error
    except FileNotFoundError as error:
        raise UnreadableDocument(str(error)) from error
    text, encoding = _decode(content)
    try:
        values, body = front_matter.split(text)
    except MalformedFrontMatter as error:
        raise UnreadableDocument(str(error)) from error
    if parsed.suffix == ".mdx":
        body = _drop_module_lines(body)
    beside = f"{name.rpartition('.')[0]}.meta"
    if not values and beside in files:
        values = front_matter.split(_decode(files.read_head(beside))[0])[0]
    if not values and parsed.suffix in (RST_SUFFIX, ORG_SUFFIX):
        values, body = (rst if parsed.suffix == RST_SUFFIX else org).split(body)
    if not values and parsed.suffix in HTML_SUFFIXES and "<title" in text[:20_000].lower():
        head = parse_body(text).getroottree().getroot()
        values = front_matter.read_html_metadata(head)
    has_front_matter = bool(values) or site.platform == Platform.PELICAN
    values = inherit(files, site, name, values) if has_front_matter else values
    return Document(parsed, Metadata(values), body, has_front_matter, encoding)


def _decode(content: bytes) -> tuple[str, str]:
    """Decode a text by the encoding of its letters, which is returned as well, '' for Unicode; with
    single line feeds and without null characters. Raises UnreadableDocument for a file of another
    kind."""
    encoding = "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        encoding = detect_encoding(content[:_SAMPLE_BYTES])
        text = content.decode(encoding, errors="replace")
    if text.count("\0") * 4 > len(text):  # UTF-16 without a byte order mark.
        encoding = "utf-16"
        text = content.decode(f"utf-16-{'le' if content[1:2] == b'\0' else 'be'}", errors="replace")
    if len(_CONTROL_RE.findall(text)) > max(_MAX_CONTROLS, len(text) * _MAX_CONTROL_SHARE):
        raise UnreadableDocument(gettext_noop("The file is no text."))
    guess = "" if encoding in UNICODE_ENCODINGS else encoding
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", ""), guess
