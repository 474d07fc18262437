"""Speakers in Hindi prose, which 'ने' or 'का कहना है' follows: 'सुनीता वर्मा ने कहा, “…”'."""

import re

from lib.lazy_regex import compile_lazily

_VERBS = (
    r"कहा|बताया|लिखा|पूछा|जोड़ा|दोहराया|(?:आरोप|इल्जाम)\sलगाया|दावा\sकिया|स्वीकार\sकिया|जवाब\sदिया|"
    r"चेतावनी\sदी|घोषणा\sकी"
)
_WHO = (
    r"(?P<who>(?!(?:किसी|कोई|रिपोर्ट|बयान|जानकारी|आंकड़ों|सर्वे)\s)"
    r"(?:(?!\sकि\s)[^।,:“”\"\n]){2,80}?)"
)
_NOT = r"(?![^।“”\"\n]{0,60}?(?:नहीं|कभी)\s)"
_LETTER_RE = compile_lazily("[\u0900-\u097f]")
_BEFORE_RE = compile_lazily(
    rf"(?:^|[।!?\n,]\s?|\sकि\s)\W*{_WHO}\s(?:ने\s{_NOT}(?:(?!\sने\s)[^।“”\"\n]){{0,80}}?(?:{_VERBS})|का\sकहना\sहै|के\sअनुसार|के\sमुताबिक)"
    r"(?:\sहै)?(?:(?!\sने\s)[^।“”\"\n]){0,60}$"
)
_AFTER_RE = compile_lazily(
    rf"^[\s,-]{{0,4}}(?:यह\s)?{_WHO}\s(?:ने\s{_NOT}(?:\S+\s){{0,4}}?(?:{_VERBS})|का\sकहना\sहै)"
)
# What a name does not begin with: 'गांव की रेखा देवी', 'विपक्ष के नेता राजेश यादव'.
_NAME_RE = compile_lazily(r"(?:^|\s)(?P<name>[^\s।,]+\s[^\s।,]+)$")
_LINKS = frozenset(["के", "की", "का", "में", "से", "और", "पर"])


def find(before: str, after: str) -> tuple[str, int, bool] | None:
    """Return the words for a speaker, their offset, and whether it counts in `before`."""
    if not _LETTER_RE.search(before[-80:] + after[:80]):
        return None
    tries = ((_AFTER_RE, after, False), (_BEFORE_RE, before, True))
    is_led_in = re.search(r"[,:]\s*$", before) is not None
    for pattern, text, is_before in reversed(tries) if is_led_in else tries:
        start = max(0, len(text) - 240) if is_before else 0
        if match := pattern.search(text, start):
            who = _strip_office(match["who"].strip())
            return who, match.start("who") + match["who"].rindex(who), is_before
    return None


def _strip_office(who: str) -> str:
    """Return the last two words, which are the name, unless a link is among them."""
    match = _NAME_RE.search(who)
    return match["name"] if match and _LINKS.isdisjoint(match["name"].split()) else who
