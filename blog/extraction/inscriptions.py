"""Words on banners and signs, which have no speaker: 'The sign reads “…”'."""

import re

from blog.extraction.inline_quotations import Inline, means_thing
from blog.extraction.vocabulary import load_tables
from lib.lazy_regex import compile_lazily

# 'with banners reading “…”', '«…» si legge sugli striscioni'
_INSCRIPTION_RE = compile_lazily(
    rf"(?<!\w)(?:{load_tables('speech')['inscriptions']})(?!\w)", re.IGNORECASE
)
# '„…“ stand auf den Jacken', not 'Rot stand auf und rief: „…“'
_STANDS_ON_RE = compile_lazily(r"\W*(?:st[ae]nd(?:en)?|steh(?:t|en))\sauf\s")
# 'el pintor de carteles', 'the sign by the door': the first noun is the subject.
_BEHIND_NOUN_RE = compile_lazily(
    r"\s(?:(?:of|by|at|on|in|above|over|outside|near|behind|with|from|de|di|du|des|del|sur|dans|"
    r"en|sobre|su|an|am|auf|vor|über|op|aan)\s|d[’']).*$"
)
# Of people alone: signs read and say.
_WRITING_RE = compile_lazily(
    r"wrote|writes|writing|replied|replies|added|adds|explained|explains|told|tells|asked|asks|"
    r"answered|answers|recalled|recalls|joked|complained|commented",
    re.IGNORECASE,
)


def is_inscription(passage: Inline, text: str) -> bool:
    """Return whether words are read on a banner or a sign, with no speaker of their own."""
    named = passage.speaker
    if named and not _WRITING_RE.fullmatch(named.cue) and _is_sign(named.who.name):
        return True  # 'The sign reads “…”'
    if named and named.cue and not means_thing(passage):
        return False
    block, mark = passage.block, passage.mark
    near = text[max(block.start, mark.start - 60) : mark.start]
    behind = text[mark.end : min(block.end, mark.end + 60)]
    sentence = re.split(r"[.!?]\s", near)[-1] + " " + re.split(r"[.!?](?:\s|$)", behind)[0]
    if _STANDS_ON_RE.match(behind):
        return True
    return _INSCRIPTION_RE.search(sentence) is not None


def _is_sign(name: str) -> bool:
    """Return whether a description is of a banner or a sign, not of 'the sign painter'."""
    head = _BEHIND_NOUN_RE.sub("", name).rpartition(" ")[2]
    return head.islower() and _INSCRIPTION_RE.fullmatch(head) is not None
