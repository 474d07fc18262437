"""What the attributes of an HTML start tag say of its element."""

import html
from dataclasses import dataclass
from functools import lru_cache

from lib.lazy_regex import compile_lazily

_ASIDE_NAMES = (
    r"ads?|advert\w*|adslot\w*|anzeige|werbung|publicite|publicidad|reklam\w*|banner|"
    r"promo\w*|newsletter\w*|related\w*|teaser\w*|share\w*|sharing|social\w*|"
    r"captions?|credits?|comments?|cookies?|consent\w*|gdpr|sidebar|widgets?|"
    r"recirc\w*|recommend\w*|outbrain|taboola|sponsor\w*|pull-?quotes?|subscri\w*|"
    r"paywall\w*|toolbar|breadcrumbs?|read-?more|most-?read|modal|popup|"
    r"(?:info|fact|facts|fakten|side|link|text-?link|link-?text|service)-?box|box-?out|factfile|"
    r"(?:in-?article|inline)-?box|kasten|encadres?|recuadro|despiece|ramka|inset|callout|"
    r"polls?|poll-\w*|quiz\w*|surveys?|umfragen?|sondage|encuesta|sondaggio|ankieta|oylama|"
    r"donat\w*|spenden\w*|sign-?up|cta|call-to-action|tweet|twitter-tweet|instagram-media"
)
_ASIDE_RE = compile_lazily(rf"(?<![a-z])(?:{_ASIDE_NAMES})(?![a-z])")
_CLASS_RE = compile_lazily(
    r"""\s(?:class|id|CLASS|ID)\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s>"']+))"""
)
_HIDDEN_CLASS_RE = compile_lazily(
    r"(?<![\w-])(?:visually-?hidden|sr-only|screen-reader-text|u-hidden-visually)(?![\w-])"
)
_HIDDEN_STYLE_RE = compile_lazily(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden")
_ATTRIBUTE_RE = compile_lazily(
    r"""([^\s=/>"']{1,60})(?:\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?"""
)
_LONG_NUMBER_RE = compile_lazily(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{8,});?")
_NOTE_TAG_RE = compile_lazily(r"footnote|noteref|fnref|cite_ref|sidenote-number")


def find_class(tag: str) -> str:
    """Return the first class or ID attribute of a tag, '' without one."""
    match = _CLASS_RE.search(tag)
    return next((value for value in match.groups() if value), "") if match else ""


def unescape(text: str) -> str:
    """Replace character references; `html.unescape` fails for numbers of thousands of digits."""
    return html.unescape(_LONG_NUMBER_RE.sub("\ufffd", text))


def read_attributes(tag: str) -> dict[str, str]:
    """Return the attributes by their names in lower case; of two with one name the first."""
    attributes: dict[str, str] = {}
    for name, double, single, plain in _ATTRIBUTE_RE.findall(tag):
        attributes.setdefault(name.lower(), unescape(double or single or plain))
    return attributes


def hides_element(attributes: dict[str, str]) -> bool:
    """Return whether a browser shows nothing of an element with these attributes."""
    if attributes.get("hidden", "until-found").lower() != "until-found":
        return True
    if "style" in attributes and _HIDDEN_STYLE_RE.search(attributes["style"].lower()):
        return True
    return bool(_HIDDEN_CLASS_RE.search(attributes.get("class", "")))


@dataclass(frozen=True, slots=True)
class Traits:
    """What the attributes of a start tag say."""

    is_hidden: bool = False
    is_note: bool = False
    is_aside: bool = False


_NO_TRAITS = Traits()


def find_traits(tag: str) -> Traits:
    """Find what a tag says, from its name on."""
    # Reading all attributes of each tag would take half of the time.
    lower = tag.lower()
    may_be_hidden = (
        "hidden" in lower or "display" in lower or "sr-only" in lower or "screen-reader" in lower
    )
    is_hidden = may_be_hidden and hides_element(read_attributes(tag))
    may_be_note = "note" in lower or "fnref" in lower or "cite_ref" in lower
    is_note = may_be_note and _NOTE_TAG_RE.search(lower) is not None
    is_aside = False
    for double, single, plain in _CLASS_RE.findall(tag):
        is_aside = is_aside or _names_aside(double or single or plain)
    if is_hidden or is_note or is_aside:
        return Traits(is_hidden, is_note, is_aside)
    return _NO_TRAITS


@lru_cache(maxsize=10_000)
def _names_aside(names: str) -> bool:
    """Return whether classes or an ID name something beside the text; pages repeat them."""
    return _ASIDE_RE.search(names.lower()) is not None
