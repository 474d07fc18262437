"""The addresses of pictures that Google serves in any size, which is a part of the address."""

import re
from urllib.parse import unquote, urlsplit

from transfer.file_types import is_picture_name

# Blogger's own links to the original have this size; smaller ones are renditions.
ORIGINAL_SIZE = 1600
_HOST_RE = re.compile(
    r"(?:(?:\d|lh\d*|bp\d*|blogger|photos?\d)\.)+"
    r"(?:bp\.)?(?:blogspot\.com|blogger\.com|googleusercontent\.com|ggpht\.com|google\.com)|bp\.blogspot\.com"
)
_SIZE = r"[swh](\d{1,5})(?:-[a-z]{1,3}\d{0,5})*"
# `/s320/x.jpg`, `/s72-c/x.jpg`, `/s1600-h/x.jpg` (a page with the picture), `/w400-h300-no/x.jpg`
_SIZE_FOLDER_RE = re.compile(rf"/{_SIZE}(?=/[^/]*$)")
# `=s320`, `=w457-h483`, `=s0-d-e1-ft`
_SIZE_SUFFIX_RE = re.compile(rf"=(?:{_SIZE}|d)$")
# photos1.blogger.com/blogger/1/2/320/x.jpg
_OLD_FOLDER_RE = re.compile(r"(?<=/)(?:\d{2,4})(?=/[^/]*$)")
_IMGMAX_RE = re.compile(r"(?<=imgmax=)\d+")


def complete_address(url: str) -> str:
    """Return an address with its scheme, without white space around it."""
    url = url.strip()
    return f"https:{url}" if url.startswith("//") else url


def is_google_picture(url: str) -> bool:
    """Return whether Google serves the picture in any size."""
    parts = _split(url)
    return parts is not None and bool(_HOST_RE.fullmatch(parts[0]))


def is_picture(url: str) -> bool:
    """Return whether an address leads to a picture, and not to a page, as far as it tells."""
    parts = _split(url)
    if parts is None:
        return False
    host, path = parts
    if is_picture_name(path):
        return True
    is_sized = _SIZE_FOLDER_RE.search(path) or _SIZE_SUFFIX_RE.search(path)
    is_opaque = path.startswith(("/img/a/", "/img/b/"))
    return bool(_HOST_RE.fullmatch(host) and (is_sized or is_opaque))


def get_largest(url: str) -> str:
    """Return the address of the largest rendition; any other address as it is."""
    url = complete_address(url)
    if not is_google_picture(url):
        return url
    base, mark, query = url.partition("?")
    if "://photos" in base:
        base = _OLD_FOLDER_RE.sub(str(ORIGINAL_SIZE), base)
    base = _SIZE_SUFFIX_RE.sub(lambda match: f"={_enlarge(match)}", base)
    base = _SIZE_FOLDER_RE.sub(lambda match: f"/{_enlarge(match)}", base)
    return base + mark + _IMGMAX_RE.sub(str(ORIGINAL_SIZE), query)


def get_identity(url: str) -> str:
    """Return what all addresses of one picture have in common."""
    url = get_largest(url)
    if is_google_picture(url):
        url = _SIZE_SUFFIX_RE.sub("", _SIZE_FOLDER_RE.sub("", url))
    return url.partition("://")[2]


def get_file_name(url: str) -> str:
    """Return the name of the file that was uploaded, '' if the address does not tell."""
    parts = _split(url)
    name = parts[1].rpartition("/")[2] if parts else ""
    return unquote(name.replace("+", " ")) if is_picture_name(name) else ""


def _enlarge(match: re.Match[str]) -> str:
    """Return a size that is not cropped and at least that of an original."""
    size = match[0].lstrip("/=")
    number = int(match[1] or 0)
    is_whole = re.fullmatch(r"s\d+", size) and (number >= ORIGINAL_SIZE or number == 0)
    return size if is_whole else f"s{ORIGINAL_SIZE}"


def _split(url: str) -> tuple[str, str] | None:
    """Return host and path of a web address."""
    try:
        parts = urlsplit(complete_address(url))
        host = parts.hostname or ""
    except ValueError:
        return None
    return (host, parts.path) if parts.scheme in ("http", "https") else None
