"""Exports written by hand in Blogger's two forms."""

from html import escape
from pathlib import Path

from transfer.items import ExportedComment, ExportedPost, RefusedItem
from transfer.readers.blogger import BloggerReader

BLOG = "tag:blogger.com,1999:blog-77"
OLD_HEAD = (
    "<?xml version='1.0' encoding='UTF-8'?>"
    '<?xml-stylesheet href="https://www.blogger.com/styles/atom.css" type="text/css"?>'
    "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:gd='http://schemas.google.com/g/2005'"
    " xmlns:thr='http://purl.org/syndication/thread/1.0'"
    " xmlns:georss='http://www.georss.org/georss'>"
    f"<id>{BLOG}.archive</id><updated>2020-01-02T03:04:05.678+01:00</updated>"
    "<title type='text'>Low Tide</title>"
    "<link rel='alternate' type='text/html' href='https://low-tide.example/'/>"
    "<generator version='7.00' uri='https://www.blogger.com'>Blogger</generator>"
)
TAKEOUT_HEAD = (
    "<?xml version='1.0' encoding='utf-8'?>\n<feed xmlns='http://www.w3.org/2005/Atom'"
    " xmlns:blogger='http://schemas.google.com/blogger/2018'>\n"
    f"  <id>{BLOG}</id>\n  <title>Low Tide</title>\n"
)
TAIL = "</feed>"
AUTHOR = (
    "<author><name>Ada Wren</name><uri>https://www.blogger.com/profile/0042</uri>"
    "<email>noreply@blogger.com</email></author>"
)


def build_old_entry(
    number: int | str,
    body: str = "Text.",
    *,
    kind: str = "post",
    title: str = "Title",
    published: str = "2019-05-06T07:08:09.010+02:00",
    labels: tuple[str, ...] = (),
    path: str = "/2019/05/title.html",
    author: str = AUTHOR,
    extra: str = "",
) -> str:
    """Build an entry of the old form; without a path it has no page."""
    page = f"<link rel='alternate' type='text/html' href='https://low-tide.example{path}'/>"
    terms = "".join(
        f"<category scheme='http://www.blogger.com/atom/ns#' term='{escape(label)}'/>"
        for label in labels
    )
    name = "page" if kind == "page" else "post"
    return (
        f"<entry><id>{BLOG}.{name}-{number}</id><published>{published}</published>"
        "<updated>2019-06-07T08:09:10.011+02:00</updated>"
        "<category scheme='http://schemas.google.com/g/2005#kind'"
        f" term='http://schemas.google.com/blogger/2008/kind#{kind}'/>{terms}"
        f"<title type='text'>{escape(title)}</title><content type='html'>{escape(body)}</content>"
        f"{page if path else ''}{author}{extra}</entry>"
    )


def build_old_comment(number: int, post: int, parent: int = 0, extra: str = "", **fields) -> str:
    """Build a comment of the old form, a reply if it has a parent."""
    related = (
        "<link rel='related' type='application/atom+xml'"
        f" href='https://www.blogger.com/feeds/77/{post}/comments/default/{parent}'/>"
    )
    reply = f"<thr:in-reply-to ref='{BLOG}.post-{post}' type='text/html'/>"
    extra = f"{related if parent else ''}{reply if post else ''}{extra}"
    return build_old_entry(
        number, kind="comment", path="/2019/05/title.html?showComment=1#c1", extra=extra, **fields
    )


def build_setting(name: str, value: str) -> str:
    return (
        f"<entry><id>{BLOG}.settings.{name}</id>"
        "<category scheme='http://schemas.google.com/g/2005#kind'"
        " term='http://schemas.google.com/blogger/2008/kind#settings'/>"
        f"<title type='text'>{name}</title><content type='text'>{escape(value)}</content></entry>"
    )


def build_takeout_entry(number: int, body: str = "Text.", **parts: str) -> str:
    """Build an entry of Takeout from its parts: type, status, parent and so on."""
    parts = {"type": "POST", "status": "LIVE", "filename": "/2019/05/title.html"} | parts
    names = ("parent", "inReplyTo", "type", "status", "filename", "metaDescription", "trashed")
    marks = "".join(f"<blogger:{name}>{parts.get(name, '')}</blogger:{name}>" for name in names)
    author = parts.get("author", "<name>Ada Wren</name><blogger:type>BLOGGER</blogger:type>")
    return (
        f"  <entry>\n    <id>{BLOG}.post-{number}</id>{marks}<author>{author}</author>"
        f"<title>{escape(parts.get('title', 'Title'))}</title>"
        f"<content type='html'>{escape(body)}</content>"
        "<published>2019-05-06T05:08:09.010Z</published><updated>2019-06-07T06:09:10Z</updated>"
        f"{parts.get('extra', '')}<category/><link/><enclosure/>\n  </entry>\n"
    )


def build_old(*entries: str) -> str:
    return OLD_HEAD + "".join(entries) + TAIL


def build_takeout(*entries: str) -> str:
    return TAKEOUT_HEAD + "".join(entries) + TAIL


def write(folder: Path, text: str | bytes, name: str = "blog-01-02-2020.xml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read_items(path: Path) -> list:
    return [entry.item for entry in BloggerReader(path).read()]


def read_posts(folder: Path, *entries: str) -> list[ExportedPost]:
    items = read_items(write(folder, build_old(*entries)))
    return [item for item in items if isinstance(item, ExportedPost)]


def read_comments(folder: Path, *entries: str) -> list[ExportedComment]:
    items = read_items(write(folder, build_old(*entries)))
    return [item for item in items if isinstance(item, ExportedComment)]


def select_refused(items: list) -> list[RefusedItem]:
    return [item for item in items if isinstance(item, RefusedItem)]
