"""Credits of pictures, split from their captions, however both are written."""

import re

from blog.extraction.vocabulary import load_tables
from lib.lazy_regex import compile_lazily

AGENCIES = load_tables("surroundings")["agencies"]
LABEL = load_tables("surroundings")["credits"]
CREDIT_LINE_RE = compile_lazily(
    rf"^[\s(\[（]*(?:(?:{LABEL})\s?[:：=/|–—-]\s?|fot\.\s|©\s?|\(c\)\s?|copyright\s|(?:photo|image|"
    rf"picture|illustration|foto|crédit|credit)s?\s(?:by|von|de|courtesy of|"
    rf"credit)\s)(?P<credit>[^\n]{{1,160}}?)[\s)\]）.]*$",
    re.IGNORECASE,
)
_TAIL_BRACKET_RE = compile_lazily(
    rf"^(?P<caption>.*\S)\s*[(\[（](?P<credit>(?:(?:{LABEL})\s?[:：=/–—-]?\s?|"
    rf"©\s?)?[^()\[\]（）]{{1,120}})[)\]）][\s.]*$",
    re.IGNORECASE | re.DOTALL,
)
_TAIL_LABEL_RE = compile_lazily(
    rf"^(?P<caption>.*?\S[.!?…”\"»)。]?)(?:[\s,|–—-]+|(?<=[。！？）]))(?:(?:{LABEL})\s?[:：=]\s?|"
    rf"©\s?|\(c\)\s?|fot\.\s|"
    rf"\bcopyright\s|(?:photo|image|picture|illustration|foto|photographie|photograph|screenshot)"
    rf"s?\s(?:by|von|di|de|courtesy of|credit:?)\s)(?P<credit>[^\n]{{1,120}}?)[\s.]*$",
    re.IGNORECASE | re.DOTALL,
)
# A word of a name, of which only initials end in a full stop.
_WORD = r"(?:[A-ZÀ-ÞČŠŽ][\w’'-]+|(?:[A-ZÀ-ÞČŠŽ]\.){1,3}|(?:[JS]r|St|Dr)\.)"
_TAIL_AGENCY_RE = compile_lazily(
    rf"^(?P<caption>.*?[.!?…”\"»。,|–—/-]?)\s+(?:[|"
    rf"–—/-]\s*)?(?P<credit>(?:{_WORD}(?:\s{_WORD}){{0,3}}\s?(?:/|"
    rf"\svia\s|"
    rf"\s?\|\s?))?(?:{AGENCIES})(?:(?:\s?/\s?|\svia\s|"
    rf"\s)(?:[A-ZÀ-Þ][\w.’'-]+(?:\s[A-ZÀ-Þ][\w.’'-]+){{0,3}})){{0,4}})[\s.]*$",
    re.DOTALL,
)
_SLASH_CHAIN_RE = compile_lazily(
    r"^(?P<caption>.*?[.!?…”\"»。])\s+(?:/\s)?(?P<credit>[A-ZÀ-Þ][\w.’' -]{1,40}(?:/\s?[A-ZÀ-Þ]"
    r"[\w.’' -]{1,40}){1,4})[\s.]*$",
    re.DOTALL,
)
# 'The pier at dusk / Ann Lee', 'Il ponte | LaPresse'.
_TAIL_NAME_RE = compile_lazily(
    r"^(?P<caption>.*\S)\s(?:/|\|)\s(?P<credit>[A-ZÀ-Þ][\w.’'-]*(?:\s[A-ZÀ-Þ][\w.’'-]*){0,3})$",
    re.DOTALL,
)
_CAPITALISED = r"[A-ZÀ-ÞČĎŁŘŚŠŤŹŻŽА-Я][\w.’'-]*(?:\s[A-ZÀ-ÞČĎŁŘŚŠŤŹŻŽА-Я][\w.’'-]*){0,3}"
# Credits without a colon:
# 'Photo Ann Lee', 'Ann Lee for The Courier', '— Ann Lee / AFP'.
_TAIL_FORMS = (
    compile_lazily(
        r"^(?P<caption>.*[.!?…”»。])\s+"
        r"(?i:courtesy(?: of)?(?: the)?|photos?|foto|beeld|bild|fot\.|kuva)\s"
        rf"(?P<credit>{_CAPITALISED}(?:(?:\.\s|\s?/\s?){_CAPITALISED}|\sfamily)?)\.?$",
        re.DOTALL,
    ),
    compile_lazily(
        rf"^(?P<caption>.*[.!?…”»])\s+"
        rf"(?P<credit>{_CAPITALISED}\sfor\s(?:the\s)?{_CAPITALISED})$",
        re.DOTALL,
    ),
    compile_lazily(
        rf"^(?P<caption>.*\S)\s[—–|]\s(?P<credit>{_CAPITALISED}(?:\s?/\s?{_CAPITALISED})+)$",
        re.DOTALL,
    ),
    compile_lazily(
        rf"^(?P<caption>.*[.!?…”»])\s+(?:[/|]\s)?"
        rf"(?P<credit>[A-ZÀ-Þ .-]{{3,40}}\s\((?:{AGENCIES})\))$",
        re.DOTALL,
    ),
    compile_lazily(
        r"^(?P<caption>.*\S)\s"
        r"\((?P<credit>[A-ZÀ-Þ][A-ZÀ-Þ.-]+(?:\s[A-ZÀ-Þ.-]{2,}){1,3})\)$",
        re.DOTALL,
    ),
    compile_lazily(
        rf"^(?P<caption>.*[.!?…”»])\s+"
        rf"\((?P<credit>(?=\S+\s){_CAPITALISED}(?:,\s(?:[Tt]he\s)?{_CAPITALISED})?)\)$",
        re.DOTALL,
    ),
    # 'El presidente, este lunes en Madrid. JUAN BARBOSA'
    compile_lazily(
        r"^(?P<caption>.*[.!?…”»])\s+(?:PHOTOS?\s)?"
        r"(?P<credit>[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?:,?\s[A-ZÀ-Þ][A-ZÀ-Þ.'’-]*){1,5})$",
        re.DOTALL,
    ),
    # 'The ford at dawn. By Ann Lee, CC BY-SA 4.0, via Wikimedia Commons'
    compile_lazily(
        rf"^(?P<caption>.*[.!?…”»])\s+(?:[Bb]y\s)?(?P<credit>(?:(?:{_CAPITALISED}(?:\s(?:via|from|"
        rf"on|at)\s{_CAPITALISED})?|"
        r"\w[\w.’'-]*)(?:,\s|\s?/\s?))?"
        r"(?:CC[ -]BY[\w .-]*|CC0[\w .]*|[Pp]ublic [Dd]omain|[Gg]emeinfrei|[Dd]omaine public|"
        rf"[Dd]ominio público)(?:,?\s(?:via|from|on)\s{_CAPITALISED})?)$",
        re.DOTALL,
    ),
    # 'Still from “The Salt Line.” Kite Films'
    compile_lazily(
        rf"^(?P<caption>.*[.!?…”»])\s+(?P<credit>(?:{_CAPITALISED}\s)(?:Films?|Pictures|Studios?|"
        rf"Productions?|Images|Archives?|"
        r"Museum|Library|Gallery|Collection|Photography|Photos|Records|Verleih|Filmverleih|Archiv|"
        r"Éditions|Filmes|Film))$",
        re.DOTALL,
    ),
    # 'Le vieux port. – Nadia Roux – Le Courrier de l’Ouest'
    compile_lazily(
        rf"^(?P<caption>.*[.!?…”»])\s+[–—]\s(?P<credit>{_CAPITALISED}\s[–—]\s{_CAPITALISED}"
        rf"(?:\s(?:de|du|des|la|l[’'])\s?(?:l[’'])?"
        rf"{_CAPITALISED})?)$",
        re.DOTALL,
    ),
    compile_lazily(
        r"^(?P<caption>.*)[、。]\s?(?P<credit>[\u3400-\u9fff々\u30a0-\u30ff]{2,10})撮影$"
    ),
    compile_lazily(
        r"^(?P<caption>.*\w)[、。]\s?(?P<credit>(?:共同|時事|共同通信|時事通信|毎日新聞|読売新聞|朝日新聞|ロイター|AP|AFP|EPA)"
        r"(?:[・=＝]\w+)?)$"
    ),
    compile_lazily(r"^(?P<caption>.*。)\s*(?:图|圖|写真)/(?P<credit>[^。]{2,40})$", re.DOTALL),
    compile_lazily(
        r"^(?P<caption>.*。)\s*(?P<credit>[^。]{2,30}?)\s?(?:[摄攝]|供[图圖])$", re.DOTALL
    ),
)
CREDIT_CHAIN_RE = compile_lazily(r"[A-ZÀ-Þ][\w.’' -]{1,40}(?:/[A-ZÀ-Þ][\w.’' -]{1,40}){1,4}")
AGENCY_RE = compile_lazily(rf"(?<!\w)(?:{AGENCIES})(?!\w)")
_CJK_RE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{3}")
MAX_CAPTION = 1000


def split_credit(caption: str) -> tuple[str, str]:
    """Split a caption from the credit at its end.

    'Two leaders meet. Sputnik/Ann Lee/Reuters' becomes 'Two leaders meet.' and the rest.
    """
    caption = " ".join(caption.split()).replace("／", "/")
    caption = re.sub(r"\b([Cc]redit)(?:\.{3}|…)\s*", r"\1: ", caption)
    if caption[:1] in "*_" and len(caption) > 2:  # Markdown: '*The pier.* Photo: Ann Lee'.
        caption = re.sub(r"[*_]+(?=\s|$)", "", caption.lstrip("*_"))
    if len(caption) > MAX_CAPTION:
        return caption, ""
    if re.fullmatch(r"[(\[（][^()\[\]（）]+[)\]）]\.?", caption) and _is_credit(caption[1:-1]):
        return "", clean_credit(caption)
    if match := CREDIT_LINE_RE.match(caption):
        return _split_labelled(caption[match.start("credit") :]) or (
            "",
            clean_credit(match["credit"]),
        )
    for pattern in _TAIL_FORMS:
        if len(caption) < 400 and (match := pattern.match(caption)):
            return match["caption"].strip(" |–—-/·•"), clean_credit(match["credit"])
    match = _TAIL_BRACKET_RE.match(caption)
    if match and _is_credit(caption[match.end("caption") :].strip(" ([（)]）.")):
        return match["caption"].strip(), clean_credit(match["credit"])
    for pattern in (_TAIL_LABEL_RE, _SLASH_CHAIN_RE, _TAIL_AGENCY_RE, _TAIL_NAME_RE):
        if match := pattern.match(caption):
            return match["caption"].strip(" |–—-/·•"), clean_credit(match["credit"])
    if re.fullmatch(rf"(?:(?:{AGENCIES})(?:\s?/\s?[\w .’'-]+)*)", caption):
        return "", caption
    return caption, ""


def _split_labelled(text: str) -> tuple[str, str] | None:
    """Split what is behind a label and no credit alone: 'Photo: The yard at dawn. (AFP)'."""
    for pattern in (_TAIL_BRACKET_RE, _TAIL_LABEL_RE, _TAIL_AGENCY_RE):
        match = pattern.match(text)
        if not match or len(match["caption"].split()) < 3 and not _CJK_RE.match(match["caption"]):
            continue
        tail = text[match.end("caption") :].strip(" ([（)]）.,|–—-")
        ends_sentence = match["caption"].rstrip()[-1:] in ".!?…。"
        if pattern is _TAIL_BRACKET_RE and not _is_credit(tail):
            continue
        if pattern is not _TAIL_AGENCY_RE or ends_sentence:
            return match["caption"].strip(" ,|–—-/"), clean_credit(match["credit"])
    return None


def _is_credit(text: str) -> bool:
    text = text.strip()
    if re.match(
        rf"^(?:{LABEL})\s?[:：/–—-]|^©|^\(c\)|^(?:photo|image|foto|photograph(?:ie)?|"
        rf"screenshot|picture|author[’']s (?:own )?(?:photo|picture|image|work)|own (?:photo|work)|"
        rf"eigene[sn]? (?:foto|bild|werk)|"
        rf"illustration|courtesy\sof|courtesy|cortesía|cortesia|credit|fot|handout|fotogramma|"
        rf"file photo|"
        rf"archivo|"
        rf"archivbild|divulgação|reproduction|reprodução)s?\b(?!\sof\b)",
        text,
        re.IGNORECASE,
    ):
        return True
    return bool(AGENCY_RE.search(text)) or bool(
        re.fullmatch(r"[A-ZÀ-Þ][\w.’' -]{1,40}(?:/\s?[A-ZÀ-Þ][\w.’' -]{1,40}){1,4}", text)
    )


def clean_credit(credit: str) -> str:
    credit = credit.strip(" .,;|–—-)]）([（")
    previous = None
    while previous != credit:
        previous = credit
        credit = re.sub(
            rf"^(?:(?:{LABEL})\s?[:：=/]\s?|©\s?|\(c\)\s?|copyright\s(?:\d{{4}}\s)?|(?:photo|"
            rf"image|picture|illustration|foto|crédit|credit|photograph|screenshot)s?\s(?:by|von|"
            rf"di|de|courtesy of(?:\sthe)?|credit)\s|courtesy of\s(?:the\s)?|"
            rf"cortes[ií]a\sd[aeio]l?\s|fot(?:o|\.)\s|beeld\s|"
            rf"photos?\s(?:d[’'])?archives?\s)",
            "",
            credit,
            flags=re.IGNORECASE,
        ).strip()
        credit = re.sub(r"^[(\[（]\s*|\s*[)\]）]$", "", credit).strip(" .")
    return credit + ")" * (credit.count("(") > credit.count(")"))
