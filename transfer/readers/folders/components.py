"""Components of MDX, which become shortcodes of Hugo: `<YouTube id="x" />` is
`{{< youtube id="x" >}}`. What is known of those holds for components as well; nothing is run."""

import re
from html import escape

from django.utils.translation import gettext_noop

from transfer.messages import Message
from transfer.readers.folders.boxes import BOX_NAMES
from transfer.readers.folders.dialects import replace_outside_spans

_COMMENT_RE = re.compile(r"\{/\*(?!\s*truncate)(?:[^*]|\*(?!/)){0,1000}\*/\}")
_TAG_RE = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Z][\w.]*)"
    r"(?P<options>(?:\s+[\w:@.-]+(?:=(?:\"[^\"]*\"|'[^']*'|\{(?:[^{}]|\{[^{}]*\}){0,2000}\}))?"
    r"|\s+\{[^{}]{0,500}\})*)\s*(?P<empty>/?)>"
)
_OPTION_RE = re.compile(
    r"([\w:@.-]+)=(?:\"([^\"]*)\"|'([^']*)'|\{\s*(?:\"([^\"]*)\"|'([^']*)'|`([^`]*)`|([\w.]+))\s*\})"
)
# Components by the end of their name, and the shortcodes that they become.
_ENDS = {
    **{"youtube": "youtube", "youtubeembed": "youtube", "youtubevideo": "youtube"},
    **{"vimeo": "vimeo", "tweet": "tweet", "twitter": "tweet", "gist": "gist"},
    **{"image": "image", "img": "image", "picture": "image", "figure": "image"},
    **{"blockquote": "quote", "quote": "quote", "testimonial": "quote", "epigraph": "quote"},
    **{"sidenote": "sidenote", "marginnote": "sidenote", "spotify": "card", "codepen": "card"},
    **{"linkcard": "card", "linkpreview": "card", "bookmark": "card", "codesandbox": "card"},
    **{"video": "video", "audio": "audio", "button": "button"},
}
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
    options = {
        key.lower(): next(filter(None, values), "")
        for key, *values in _OPTION_RE.findall(match["options"])
    }
    kind = next((_ENDS[end] for end in sorted(_ENDS, key=len)[::-1] if name.endswith(end)), "")
    if name in BOX_NAMES or name in ("tabitem", "accordionitem", "step"):
        kind = name if name in BOX_NAMES else "tab"
    if match["end"]:
        return f"\n\n{{{{< /{kind} >}}}}\n\n" if kind and kind != "sidenote" else _end(kind)
    if kind in ("youtube", "vimeo", "tweet", "gist"):
        key = next((options[each] for each in _VIDEO_KEYS if options.get(each)), "")
        return (
            f'\n\n{{{{< {kind} id="{key}" >}}}}\n\n' if key else _leave_out(match, options, notes)
        )
    if kind == "image":
        return _build_picture(options) or _leave_out(match, options, notes)
    if kind == "card":
        address = next((each for each in options.values() if each.startswith("http")), "")
        wording = escape(_find_words(options), quote=False)
        caption = f"<figcaption>{wording}</figcaption>" if wording else ""
        card = f'\n\n<figure data-embed="{escape(address)}">{caption}</figure>\n\n'
        return card if address else _leave_out(match, options, notes)
    if code := options.get("code", ""):
        return f"\n\n<pre><code>{escape(code, quote=False)}</code></pre>\n\n"
    if kind and not (match["empty"] and kind != "button" and not _find_words(options)):
        if "label" in options:
            options.setdefault("title", options.pop("label"))
        written = "".join(
            f' {key}="{value.replace('"', "&quot;")}"' for key, value in options.items() if value
        )
        tag = f"{{{{< {kind}{written} >}}}}"
        return tag if kind == "sidenote" else f"\n\n{tag}\n\n"
    if match["empty"] or _find_words(options):
        return _leave_out(match, options, notes)
    # The text of an unknown component stays.
    return "\n\n"


def _end(kind: str) -> str:
    return f"{{{{< /{kind} >}}}}" if kind else "\n\n"


def _find_words(options: dict[str, str]) -> str:
    texts = (options.get(key, "") for key in _WORD_KEYS)
    return ". ".join(filter(None, texts))


def _build_picture(options: dict[str, str]) -> str:
    address = next((options[key] for key in _PICTURE_KEYS if options.get(key)), "")
    if "." not in address or not re.search(r"[/\"]|\.\w{3,4}$", address):
        return ""  # The name of a variable.
    caption = next((options[key] for key in _CAPTION_KEYS if options.get(key)), "")
    credit = options.get("credit", "")
    mark = f' data-credit="{escape(credit)}"' if credit else ""
    figcaption = f"<figcaption>{escape(caption, quote=False)}</figcaption>" if caption else ""
    picture = f'<img src="{escape(address)}" alt="{escape(options.get("alt", ""))}">'
    return f"\n\n<figure{mark}>{picture}{figcaption}</figure>\n\n"


def describe_left_out(name: str) -> str:
    """Return the stored note about a component or part of a template that is left out."""
    return Message(gettext_noop("A part of a template was left out: %s."), name[:60]).stored


def _leave_out(match: re.Match[str], options: dict[str, str], notes: dict[str, None]) -> str:
    """Leave a component out; its words stay, and a note names it."""
    notes[describe_left_out(match["name"])] = None
    wording = escape(_find_words(options), quote=False)
    return f"\n\n{wording}\n\n" if wording else ""
