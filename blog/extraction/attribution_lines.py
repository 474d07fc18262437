"""Lines that attribute a quotation: below it, after it on its line, or its last line."""

import re

from blog.extraction import cues
from blog.extraction.attribution import parse_attribution
from blog.extraction.lines import is_name, is_office, is_office_phrase
from blog.extraction.vocabulary import GIVEN_NAMES
from lib.lazy_regex import compile_lazily

MAX_ATTRIBUTION = 200
# A sentence that leads in to a quotation of its own.
_LEAD_IN_RE = compile_lazily(r"^(?P<lead>[^:«“„\"]{5,160}):\s*[«“„\"].{8,}[»”“\"][.!?…]?$")
_DASH_RE = re.compile(r"^\s*(?:--+|[—–―−~]|-(?=\s))\s*(?=\S)")
CODE_RE = re.compile(
    r"[{};]\s*$|^\s*(?:\$|>>>|#!|//|/\*|sudo |npm |pip |git |def |class |import |var |let |"
    r"const |function\b|<\?|SELECT |INSERT |C:\\|root@)|=>|::|&&|\|\||\w+\(\)|"
    r"^\s*[\w.-]+@[\w.-]+:|^(?:\d{1,3}\.){3}\d|\s--\w"
)
# Abbreviations before a number, which end no sentence.
_SHORT_RE = re.compile(
    r"\b(?:nos?|nr|art|abs|pp?|s|str|bd|vol|chap|ch|cap|kap|sec|st|ziff)\.\s(?=\d)", re.I
)
_MARKDOWN_LINK_RE = re.compile(r"\[([^\[\]\n]{1,200})\]\((https?://[^()\s]{1,500})\)")


def is_last_line_attribution(line: str, above: str) -> bool:
    if CODE_RE.search(line):
        return False
    if _DASH_RE.match(line):
        return (
            len(line) <= 160
            and bool(re.match(r"[^\W\d_]|[\"“«\[(]", _DASH_RE.sub("", line)))
            and not re.search(r"[a-z]{3}[.!?]$", line)
            or len(line) < 60
        )
    return bool(re.search(r"[.!?…”\"»)“«」』’。！？]$", above.rstrip())) and looks_like_attribution(
        line, strict=True
    )


def is_dash_attribution(line: str) -> bool:
    """Return whether a line is a dash and a name, as below words without marks.

    Sayings of a dialogue and lines with a first name alone are none.
    """
    if not _DASH_RE.match(line) or CODE_RE.search(line):
        return False
    body = clean_attribution(line)
    ends_sentence = re.search(r"[.!?…:;,]$", body) and not re.search(r"\b[A-Z]\w{0,2}\.$", body)
    if len(body) > 120 or ends_sentence or cues.any_verb().search(body):
        return False
    parsed = parse_attribution(body)
    parts = bool(parsed.role or parsed.affiliation or parsed.date_said or parsed.publication)
    if parsed.kind != "person":
        return parts or parsed.kind == "document"
    return is_name(parsed.name) and (parts or " " in parsed.name)


def looks_like_attribution(line: str, *, strict: bool = False) -> bool:
    """Return whether a line may attribute the quotation above it."""
    text = line.strip()
    if (
        sum(character.isalpha() for character in text) < 2
        or len(text) > MAX_ATTRIBUTION
        or len(text.split()) > 28
        or CODE_RE.search(text)
    ):
        return False
    if _DASH_RE.match(text):
        return not re.match(r"^\W*[a-z]{2,}", _DASH_RE.sub("", text)) or len(text) < 80
    if text[0] in '"“«„»「『•>#*' or re.match(r"^\d+[.)]\s", text):
        return False
    if re.search(r"[.!?…][”\"»]$", text) and cues.any_verb().search(text):
        return False
    if (lead := _LEAD_IN_RE.match(text)) and cues.any_verb().search(lead["lead"]):
        return False  # 'Sur X, le député Jean Roux a écrit : « … »'
    if re.fullmatch(r"https?://\S+", text):
        return True
    if re.match(r"^[(\[（].*[)\]）]\.?$", text):
        return len(text) < 140 and not re.search(r"[.!?]\s", _SHORT_RE.sub("", text[1:-2]))
    if text.endswith(":") or (
        re.search(r"[.!?…。！？]$", text)
        and not re.search(r"(?:\b\w|\b[A-Z]\w{1,3}|\d{4}|\bsaid|\bJr|\bSr|p\.\s?\d+)\.$", text)
    ):
        return False
    if re.search(r"[.!?]\s+[A-ZÀ-ÞА-Я]\w+\s\w+\s\w+", text) and not re.search(
        r"\b(?:Dr|Prof|Mr|Mrs|Ms|Sen|Rep|Gov|St|Jr)\.\s", text
    ):
        return False
    parsed = parse_attribution(text)
    parts = bool(parsed.role or parsed.affiliation or parsed.date_said or parsed.publication)
    if parsed.kind != "person":
        return len(text.split()) <= 14 and (
            not strict or parts or parsed.kind in ("document", "publication") or "," in text
        )
    is_person = is_name(parsed.name) or bool(
        re.search(r"[\u0590-\u06ff\u3040-\u9fff\uac00-\ud7af]", parsed.name)
    )
    if cues.any_verb().search(text) and not parts:
        return False
    if is_person and parts:
        return (
            any(mark in text for mark in ",،，、(（–—·|")
            or is_office_phrase(text)
            or bool(parsed.date_said)
        )
    if is_person and len(parsed.name.split()) >= 2 and not strict:
        return True
    if is_person and len(parsed.name.split()) >= 2:
        return parsed.name.split()[0].casefold() in GIVEN_NAMES
    return bool(parsed.date_said and len(text) < 100)


def find_tail_attribution(
    text: str, start: int, end: int, *, has_link: bool = False
) -> tuple[int, str] | None:
    """Return where the words end, and the attribution after them on the same line."""
    content = text[start:end]
    match = re.search(
        r"[.!?…”\"»“’。！？]\s*(?P<line>(?:--+|[—–―])\s*[^\W\d_][^—–\n]{1,120})$", content
    ) or re.search(r"[”\"»“]\s+(?P<line>-\s+[^\W\d_][^—–\n]{1,120})$", content)
    if not match:
        match = re.search(
            r"[.!?…”\"»“’。！？]\s*(?P<line>[(\[（][^()\[\]（）]{2,120}[)\]）])\.?$", content
        )
        if match and not _is_bracket_attribution(match["line"], has_link):
            match = None
    if not match:
        return None
    line = match["line"]
    if not has_link and not looks_like_attribution(line):
        return None
    return start + match.start("line"), line


def _is_bracket_attribution(line: str, has_link: bool = False) -> bool:
    inner = line.strip("()[]（）. ")
    if re.fullmatch(
        r"\d{1,3}|sic|etc\.?|\.\.\.|…|emphasis (?:added|mine|ours|in original)|hervorhebung.*|"
        r"citation needed|article|the|laughter|applause|rires|lacht|risas",
        inner,
        re.IGNORECASE,
    ):
        return False
    if re.fullmatch(
        r"(?:source|sursa|quelle|fuente|fonte|link|via|here|ici|hier|aquí|aici|источник|kilde|"
        r"zdroj|źródło)",
        inner,
        re.IGNORECASE,
    ):
        return True
    if has_link and len(inner.split()) <= 6:
        return True
    parsed = parse_attribution(inner)
    return bool(
        parsed.date_said
        or parsed.publication
        or parsed.kind in ("publication", "document")
        or parsed.kind == "organisation"
        and "," in inner
        or is_name(parsed.name)
        and (len(parsed.name.split()) > 1)
    )


def find_line_behind(rest: str) -> str:
    """Return the attribution after a closing mark: '— Name', '(Name)', ', Name, role'."""
    rest = _MARKDOWN_LINK_RE.sub(r"\1", rest.strip()).replace("*", "")
    if re.match(r"^[.,;]?\s*(?:--+|[—–―-]\s|[—–―])", rest):
        line = re.sub(r"^[.,;]\s*", "", rest)
        body = _DASH_RE.sub("", line)
        if (
            len(body) <= 160
            and re.match(r"[^\W\d_]|@|\"|“|«", body)
            and not cues.any_verb().match(body)
            and not re.search(r"[.!?]\s+[A-ZÀ-Þ]\w+\s\w+\s\w", body)
        ):
            return line if not re.match(r"^[a-zà-ÿа-я]", body) or is_office(body.split()[0]) else ""
        return ""
    if re.match(r"^[.,;]?\s*[(\[（][^()\[\]（）]{2,140}[)\]）][.\s]*$", rest):
        line = rest.strip(".,; ")
        return line if _is_bracket_attribution(line) else ""
    return ""


def clean_attribution(line: str) -> str:
    line = _DASH_RE.sub("", _MARKDOWN_LINK_RE.sub(r"\1", line).strip()).strip()
    if re.match(r"^[(\[（].*[)\]）]\.?$", line) and not re.search(r"[)\]）].*[(\[（]", line):
        line = line.rstrip(".")[1:-1].strip()
    return line
