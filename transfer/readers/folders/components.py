"""Components of MDX, which become shortcodes of Hugo: `<YouTube id="x" />` is
`{{< youtube id="x" >}}`. What is known of those holds for components as well; nothing is run."""

import re
from html import escape

from django.utils.translation import gettext_noop

from transfer.messages import Message
from transfer.readers.folders.boxes import BOX_NAMES
from transfer.readers.folders.dialects import replace_outside_spans
from transfer.readers.folders.figures import build_embed, build_figure, build_file
from transfer.readers.folders.tag_options import Options

_COMMENT_RE = re.compile(r"\{/\*(?!\s*truncate)(?:[^*]|\*(?!/)){0,1000}\*/\}")
_TAG_RE = re.compile(
    r"(?<!\\)<(?P<end>/?)(?P<name>[A-Z][\w.]*)"
    r"(?P<options>(?:\s+[\w:@.-]+(?:=(?:\"[^\"]*\"|'[^']*'|\{(?:[^{}]|\{[^{}]*\}){0,2000}\}))?"
    r"|\s+\{[^{}]{0,500}\})*)\s*(?P<empty>/?)>"
)
# Expressions other than texts and numbers, such as variables and elements, have no value.
_OPTION_RE = re.compile(
    r"(?<![\w:@.-])([\w:@.-]+)=(?:\"([^\"]*)\"|'([^']*)'|\{\s*(?:\"([^\"]*)\"|'([^']*)'|`([^`]*)`|(\d+))\s*\}"
    r"|\{(?:[^{}]|\{[^{}]*\}){0,2000}\})"
)
# Components by the end of their name, and the shortcodes that they become.
_ENDS = {
    **{"youtube": "youtube", "youtubeembed": "youtube", "youtubevideo": "youtube"},
    **{"vimeo": "vimeo", "tweet": "tweet", "twitter": "tweet", "gist": "gist"},
    **{"image": "image", "img": "image", "picture": "image", "figure": "image"},
    **{"blockquote": "quote", "quote": "quote", "testimonial": "quote", "epigraph": "quote"},
    **{"sidenote": "sidenote", "marginnote": "sidenote", "spotify": "page", "codepen": "page"},
    **{"linkcard": "page", "linkpreview": "page", "bookmark": "page", "codesandbox": "page"},
    **{"video": "video", "audio": "audio", "button": "button"},
}
# Those that stand for themselves; their end shows nothing.
_SINGLE_KINDS = {"youtube", "vimeo", "tweet", "gist", "image", "page", "video", "audio"}
_LINK_NAMES = {"link", "a", "navlink", "gatsbylink", "externallink", "outboundlink"}
_FILE_KEYS = ("src", "url", "mp4", "mp3", "file")
# Components whose words only browsers and search engines read.
_UNSEEN_RE = re.compile(r"seo|head|meta\w*|helmet|\w*icon|script|style")
_PICTURE_KEYS = ("src", "image", "url", "path", "source")
_CAPTION_KEYS = ("caption", "text", "title", "description")
_VIDEO_KEYS = ("id", "videoid", "youtubeid", "tweetid", "tweetlink", "video", "src", "url", "link")
# Options whose words readers see.
_WORD_KEYS = ("title", "label", "text", "caption", "content", "description", "name", "author")


def expand_components(text: str, notes: dict[str, None]) -> str:
    """Replace the components of a text without code; a note names each that is left out."""
    if "*/}" in text:
        text = _COMMENT_RE.sub("", text)
    # Backquotes in an option are those of a program, and elsewhere those of code.
    text = _TAG_RE.sub(
        lambda match: _replace(match, notes) if "{`" in match["options"] else match[0], text
    )
    return replace_outside_spans(
        text, lambda part: _TAG_RE.sub(lambda match: _replace(match, notes), part)
    )


def _replace(match: re.Match[str], notes: dict[str, None]) -> str:
    name = match["name"].rpartition(".")[2].lower()
    options = _parse_options(match["options"])
    kind = _find_kind(name)
    if name in _LINK_NAMES and not match["empty"]:
        address = options.get("href", "to")
        tag = f'<a href="{escape(address)}">' if address else _divide(match)
        return "</a>" if match["end"] else tag
    if name in ("video", "audio") and not match["empty"]:
        return match[0]  # An element of HTML.
    if match["end"]:
        return _build_end(kind) if kind and kind not in _SINGLE_KINDS else _divide(match)
    if kind in _SINGLE_KINDS:
        return _build_single(kind, options) or _leave_out(match, options, notes)
    if code := options.get("code"):
        return f"\n\n<pre><code>{escape(code, quote=False)}</code></pre>\n\n"
    is_shown = _find_words(options) or options.get("href", "link", "url")
    if kind and (is_shown or not match["empty"]):
        return _build_start(kind, options)
    if match["empty"] or _find_words(options):
        return _leave_out(match, options, notes)
    # The text of an unknown component stays.
    return _divide(match)


def _parse_options(text: str) -> Options:
    named = {
        key.lower(): next(filter(None, values), "") for key, *values in _OPTION_RE.findall(text)
    }
    return Options(named, [])


def _find_kind(name: str) -> str:
    """Find the shortcode that a component becomes, '' if there is none."""
    if name in BOX_NAMES:
        return name
    if name in ("tabitem", "accordionitem", "step"):
        return "tab"
    return next((_ENDS[end] for end in sorted(_ENDS, key=len)[::-1] if name.endswith(end)), "")


def _build_single(kind: str, options: Options) -> str:
    """Build what a component without content shows, '' if its address is missing."""
    match kind:
        case "image":
            return _build_picture(options)
        case "video" | "audio":
            address = options.get(*_FILE_KEYS)
            caption = escape(options.get("caption"), quote=False)
            return build_file(address, caption) if address else ""
        case "page":
            values = options.named.values()
            address = next((each for each in values if each.startswith("http")), "")
            return build_embed(address, _find_words(options)) if address else ""
    key = options.get(*_VIDEO_KEYS)
    if kind == "tweet" and re.fullmatch(r"\w+/status/\d+", key):
        key = f"https://twitter.com/{key}"
    return f'\n\n{{{{< {kind} id="{key}" >}}}}\n\n' if key else ""


def _build_start(kind: str, options: Options) -> str:
    named = options.named
    if "label" in named:
        named.setdefault("title", named.pop("label"))
    heading = ""
    if "{" in options.get("title"):  # Shortcodes have no braces in their options.
        heading = f"**{named.pop('title')}**\n\n"
    written = "".join(f" {key}={_quote(value)}" for key, value in named.items() if value)
    tag = f"{{{{< {kind}{written} >}}}}"
    if kind == "sidenote":
        return tag
    return f"\n\n{tag}" if kind == "button" else f"\n\n{tag}\n\n{heading}"


def _build_end(kind: str) -> str:
    tag = f"{{{{< /{kind} >}}}}"
    if kind == "sidenote":
        return tag
    return f"{tag}\n\n" if kind == "button" else f"\n\n{tag}\n\n"


def _divide(match: re.Match[str]) -> str:
    """Return an empty line in place of a tag alone on its line, and nothing within a line."""
    before = match.string[max(match.start() - 80, 0) : match.start()].rpartition("\n")[2]
    after = match.string[match.end() : match.end() + 80].partition("\n")[0]
    return "" if before.strip() or after.strip() else "\n\n"


def _quote(value: str) -> str:
    value = re.sub(r"[{}]", "", value)
    return f"'{value.replace("'", '’')}'" if '"' in value else f'"{value}"'


def _find_words(options: Options) -> str:
    """Find the words that readers see. A name in lower case is that of a sign or of a field."""
    texts = map(options.get, _WORD_KEYS)
    keys = {options.get("name"), options.get("author")}
    return ". ".join(
        text
        for text in texts
        if text and not (text in keys and re.fullmatch(r"[a-z0-9_:-]+", text))
    )


def _build_picture(options: Options) -> str:
    address = options.get(*_PICTURE_KEYS)
    if "." not in address or not re.search(r"[/\"]|\.\w{3,4}$", address):
        return ""  # The name of a variable.
    caption = escape(options.get(*_CAPTION_KEYS), quote=False)
    return build_figure(address, caption, alt=options.get("alt"), credit=options.get("credit"))


def describe_left_out(name: str) -> str:
    """Return the stored note about a component or part of a template that is left out."""
    return Message(gettext_noop("A part of a template was left out: %s."), name[:60]).stored


def _leave_out(match: re.Match[str], options: Options, notes: dict[str, None]) -> str:
    """Leave a component out; its words stay, and a note names it."""
    notes[describe_left_out(match["name"])] = None
    is_unseen = _UNSEEN_RE.fullmatch(match["name"].rpartition(".")[2].lower())
    wording = "" if is_unseen else escape(_find_words(options), quote=False)
    space = _divide(match)
    below = space or " " * (not match["empty"])
    return f"{space}{wording}{below}" if wording else ""
