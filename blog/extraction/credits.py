"""Credits of pictures, split from their captions, however both are written."""

import re

from blog.extraction.credit_brands import BRAND_RE, RUSSIAN_THING_RE
from blog.extraction.credit_labels import (
    BY,
    COURTESY,
    LABEL,
    OWNED,
    PERMISSION,
    PHOTOGRAPHER,
    PICTURE,
    PROVIDED,
    QUALIFIER,
)
from blog.extraction.credit_lines import (
    AGENCIES,
    AGENCY_RE,
    LICENCE,
    NAME,
    is_commissioned,
    split_credit_line,
)
from blog.extraction.lines import DETERMINER_RE, ends_in_link, is_office
from blog.extraction.vocabulary import GIVEN_NAMES
from lib.lazy_regex import compile_lazily

# In brackets, any word may be before: '(Express photo by Ann Lee)'.
_OWN_PHOTO_RE = compile_lazily(
    r"^(?:[\w’'.-]+\s){1,3}(?:photo|image|foto)\s(?:by|von|di|por|par)\s(?=(?-i:[A-ZÀ-ÞА-Я]))",
    re.IGNORECASE,
)
# 'The stars.Image: dpa', 'The stars.ANN LEE AFP', as pages without white space are pasted.
_GLUED_RE = compile_lazily(
    rf"(?<=[a-zà-ÿ\d][.!?…”»)])(?=(?-i:[A-ZÀ-ÞА-Я]))(?=(?:{LABEL})\s?[:：])|"
    r"(?-i:(?:(?<=[a-zà-ÿ]{2}\.)|(?<=\d{4}\.))(?=[A-ZÀ-Þ]{3,}\s[A-ZÀ-Þ]{3,}(?![a-zà-ÿ])))",
    re.IGNORECASE,
)
CREDIT_LINE_RE = compile_lazily(
    rf"^[\s(\[（]*(?:{QUALIFIER}(?:{LABEL})\s?[:：=/|–—-]\s?|fot\.\s|"
    rf"{PHOTOGRAPHER}|{OWNED}|{PROVIDED}|{PICTURE}\s{BY}|{COURTESY}|"
    rf"{PERMISSION}\s(?=(?-i:(?:[a-zà-ÿ]{{1,8}}[\s’']){{0,2}}[A-ZÀ-Þ])[^.]{{1,60}}\.?$)|"
    r"courtesy of\s(?=[^.]{1,60}\.?$))"
    r"(?P<credit>[^\n]{1,160}?)[\s)\]）.]*$",
    re.IGNORECASE,
)
_TAIL_BRACKET_RE = compile_lazily(
    rf"^(?P<caption>.*\S)\s*[(\[（](?P<credit>(?:(?:{LABEL})\s?[:：=/–—-]?\s?|"
    rf"©\s?)?[^()\[\]（）]{{1,120}})[)\]）][\s.]*$",
    re.IGNORECASE | re.DOTALL,
)
# 'The yard. (AP Photo/Ann Lee) (APMedia)'
_STORE_RE = compile_lazily(
    r"(?P<first>\([^()]*(?:/|AP Photo)[^()]*\))\s*"
    r"\(\s?[A-Z][A-Za-z]{1,15}(?:\s[A-Z][A-Za-z]*){0,3}\s?\)\.?$"
)
_TAIL_LABEL_RE = compile_lazily(
    rf"^(?P<caption>.*?\S[.!?…”\"»)。]?)(?:[\s,|–—-]{{1,6}}|(?<=[。！？）)]))"
    rf"(?P<label>{QUALIFIER}(?:{LABEL})\s?[:：=]\s?|{OWNED}|fot\.\s|(?<=[.!?…»”]\s){PHOTOGRAPHER}|"
    rf"(?<=[^\w,]\s){PROVIDED}|{PICTURE}\s{BY})"
    rf"(?P<credit>[^\n]{{1,120}}?)[\s.]*$",
    re.IGNORECASE | re.DOTALL,
)
_ARTICLE_RE = re.compile(r"(?:the|an?|his|her|their|its|my|our|der|die|das|la|le|el|il)\s[a-zà-ÿ]")
_LATER_LABEL_RE = compile_lazily(rf"\s(?:[|–—-]\s)?(?:{LABEL})\s?[:：=]\s?(?=\S)", re.IGNORECASE)
_LICENCE_RE = compile_lazily(LICENCE)
_RESERVED_RE = compile_lazily(
    r"[\s,.]*(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|"
    r"todos (?:los derechos|os direitos) reservados|tutti i diritti riservati)\.?$",
    re.IGNORECASE,
)
# A word of a name, of which only initials end in a full stop.
_WORD = r"(?:[A-ZÀ-ÞČŠŽ][\w’'-]+|(?:[A-ZÀ-ÞČŠŽ]\.){1,3}|(?:[JS]r|St|Dr)\.)"
_TAIL_AGENCY_RE = compile_lazily(
    rf"^(?P<caption>.*?[.!?…”\"»。,|–—/-]?)\s+(?:[|"
    rf"–—/-]\s*)?(?P<credit>(?:{_WORD}(?:\s{_WORD}){{0,3}}\s?(?:/|"
    rf"\svia\s|"
    rf"\s?\|\s?))?(?:{AGENCIES})(?:(?:\s?/\s?|\svia\s|"
    rf"\s)(?:(?:{AGENCIES})(?!\w)|[A-ZÀ-Þ][\w.’'-]+(?:\s[A-ZÀ-Þ][\w.’'-]+){{0,3}})){{0,4}})[\s.]*$",
    re.DOTALL,
)
_SLASH_CHAIN_RE = compile_lazily(
    r"^(?P<caption>.*?[.!?…”\"»。])\s+(?:/\s)?(?P<credit>[A-ZÀ-ÞА-Я][\w.’' -]{1,40}"
    r"(?:/\s?[A-ZÀ-ÞА-Я][\w.’' -]{1,40}){1,4})[\s.]*$",
    re.DOTALL,
)
# 'The pier at dusk / Ann Lee', 'Il ponte | LaPresse'.
_TAIL_NAME_RE = compile_lazily(
    r"^(?P<caption>.*\S)\s(?:/|\|)\s(?P<credit>[A-ZÀ-Þ][\w.’'-]*(?:\s[A-ZÀ-Þ][\w.’'-]*){0,3})$",
    re.DOTALL,
)
_CAPITALISED = r"[A-ZÀ-ÞČĎŁŘŚŠŤŹŻŽА-Я][\w.’'-]*(?:\s[A-ZÀ-ÞČĎŁŘŚŠŤŹŻŽА-Я][\w.’'-]*){0,3}"
# The end of a caption, and no initial of a name: 'Ann J. Lee'.
_END = r"(?<!\s[A-ZÀ-Þ])[.!?…”»]"
# Credits without a colon:
# 'Photo Ann Lee', 'Ann Lee for The Courier', '— Ann Lee / AFP'.
_RUSSIAN_ARCHIVE = r"[Ии]з\s(?:[а-яё]+\s)?архив[а-яё]*(?:\s[^.]{2,60})?"
# 'Из архива пропали книги' is a sentence.
_RUSSIAN_VERB = r"\s[а-яё]{2,}(?:л[аои]?(?:с[ья])?|[еую]т(?:ся)?|[ая]т(?:ся)?|[иы]т(?:ся)?)(?!\w)"
_TAIL_FORMS = (
    compile_lazily(
        r"^(?P<caption>.*[.!?…”»。])\s+"
        rf"(?i:{PERMISSION}|courtesy(?: the)?|photos?|foto|beeld|bild|fot\.|kuva|фото)\s"
        rf"(?P<credit>{_CAPITALISED}(?:(?:\.\s|\s?/\s?){_CAPITALISED}|\sfamily)?)\.?$",
        re.DOTALL,
    ),
    compile_lazily(
        rf"^(?P<caption>.*{_END})\s+"
        rf"(?P<credit>{_CAPITALISED}\sfor\s(?:the\s)?{_CAPITALISED})$",
        re.DOTALL,
    ),
    compile_lazily(
        rf"^(?P<caption>.*\S)\s[—–|]\s(?P<credit>{_CAPITALISED}(?:\s?/\s?{_CAPITALISED})+)$",
        re.DOTALL,
    ),
    compile_lazily(
        rf"^(?P<caption>.*{_END})\s+(?:[/|]\s)?"
        rf"(?P<credit>[A-ZÀ-Þ .-]{{3,40}}\s\((?:{AGENCIES})\))$",
        re.DOTALL,
    ),
    compile_lazily(
        r"^(?P<caption>.*\S)\s"
        r"\((?P<credit>[A-ZÀ-Þ][A-ZÀ-Þ.-]+(?:\s[A-ZÀ-Þ.-]{2,}){1,3})\)$",
        re.DOTALL,
    ),
    compile_lazily(
        rf"^(?P<caption>.*{_END})\s+"
        rf"\((?P<credit>(?=\S+\s){_CAPITALISED}(?:,\s(?:[Tt]he\s)?{_CAPITALISED})?)\)$",
        re.DOTALL,
    ),
    # 'The valley. Ann Lee (AP/LaPresse)', 'The ward. Wikimedia Commons (CC BY 2.0)'
    compile_lazily(
        rf"^(?P<caption>.*{_END})\s+"
        rf"(?P<credit>{_CAPITALISED}\s\((?:{AGENCIES})(?:\s?/\s?[\w .’'-]{{2,40}}){{0,3}}\))\.?$",
        re.DOTALL,
    ),
    # 'The fire. Ann Lee/Europa Press, via Associated Press'
    compile_lazily(
        rf"^(?P<caption>.*{_END})\s+(?P<credit>{NAME}(?:\s?/\s?[\w .’'&-]{{2,40}}){{0,3}},?\s"
        rf"(?:via|VIA)\s(?:(?:{AGENCIES})|[A-Z][\w.’'-]+)(?:\s?/\s?[\w .’'&-]{{2,40}}){{0,3}})\.?$",
        re.DOTALL,
    ),
    # 'Smoke — annlee — (CC BY 2.0)'
    compile_lazily(
        rf"^(?P<caption>.*\S)\s[—–-]\s"
        rf"(?P<credit>\w[\w.’' -]{{1,40}}\s[—–-]\s[(\[]{LICENCE}[)\]])$",
        re.DOTALL,
    ),
    # 'The drill. Ann Lee/Press Service of the 9th Brigade/Handout via REUTERS'
    compile_lazily(
        rf"^(?P<caption>.*?{_END})\s+(?P<credit>(?:[A-ZÀ-Þ][^.!?]{{2,140}}?\s?/\s?)?"
        rf"Handout via (?:{AGENCIES}|R[Ee][Uu][Tt][Ee][Rr][Ss]))\.?$",
        re.DOTALL,
    ),
    # 'A cena na praia. Reprodução/TV Maré'
    compile_lazily(
        rf"^(?P<caption>.*{_END})\s+"
        r"(?P<credit>(?:Reprodução|Divulgação|Reproducción)"
        r"(?:\s?/\s?[@\w][\w .’'-]{0,40}){0,3})\.?$",
        re.DOTALL,
    ),
    # 'La gare en 1910. Collection particulière', 'Храм. Фото из архива музея'
    compile_lazily(
        rf"^(?P<caption>.*{_END})\s+(?P<credit>[Cc]ollection (?:particulière|privée|personnelle)|"
        r"[Pp]rivate [Cc]ollection|Privatsammlung|Privatarchiv|"
        r"[Cc]olecci[oó]n (?:particular|privada)|"
        r"[Cc]ollezione privata|[Cc]oleção (?:particular|privada)|[Пп]риватна колекція|"
        r"[Чч]астная коллекция|"
        rf"[Фф]ото\s{_RUSSIAN_ARCHIVE}|(?![^.]*{_RUSSIAN_VERB}){_RUSSIAN_ARCHIVE})\.?$",
        re.DOTALL,
    ),
    # 'El presidente, este lunes en Madrid. JUAN BARBOSA'
    compile_lazily(
        rf"^(?P<caption>.*{_END})\s+(?:PHOTOS?\s)?"
        r"(?P<credit>[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?:,?\s[A-ZÀ-Þ][A-ZÀ-Þ.'’-]*){1,5})$",
        re.DOTALL,
    ),
    # 'The ford at dawn. By Ann Lee, CC BY-SA 4.0, via Wikimedia Commons'
    compile_lazily(
        rf"^(?P<caption>.*{_END})\s+(?:[Bb]y\s)?(?P<credit>(?:(?:{_CAPITALISED}(?:\s(?:via|from|"
        rf"on|at)\s{_CAPITALISED})?|"
        r"\w[\w.’'-]*)(?:,\s|\s?/\s?))?"
        r"(?:CC[ -]BY[\w .-]*|CC0[\w .]*|[Pp]ublic [Dd]omain|[Gg]emeinfrei|[Dd]omaine public|"
        rf"[Dd]ominio público)(?:,?\s(?:via|from|on)\s{_CAPITALISED})?)$",
        re.DOTALL,
    ),
    # 'Still from “The Salt Line.” Kite Films'
    compile_lazily(
        rf"^(?P<caption>.*{_END})\s+(?P<credit>(?:{_CAPITALISED}\s)(?:Films?|Pictures|Studios?|"
        rf"Productions?|Images|Archives?|"
        r"Museum|Library|Gallery|Collection|Photography|Photos|Records|Verleih|Filmverleih|Archiv|"
        r"Éditions|Filmes|Film))$",
        re.DOTALL,
    ),
    # 'Le vieux port. – Nadia Roux – Le Courrier de l’Ouest'
    compile_lazily(
        rf"^(?P<caption>.*{_END})\s+[–—]\s(?P<credit>{_CAPITALISED}\s[–—]\s{_CAPITALISED}"
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
        r"^(?P<caption>.*[。）)])\s*/?\s*(?P<credit>[^。）)/]{2,30}?)\s?(?:[摄攝]|供[图圖])$",
        re.DOTALL,
    ),
)
# 'Зрители на мосту Ann Lee / AP': another script without a full stop before it.
_FOREIGN_NAME_RE = compile_lazily(
    rf"^(?P<caption>.*[а-яё»])(?<!фильма)(?<!сериала)(?<!группы)(?<!певицы)(?<!певца)\s(?P<credit>[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+){{1,3}}"
    rf"(?:\s/\s[A-Z][\w&’'-]*(?:\s[A-Z][\w&’'-]*){{0,3}}){{0,3}}(?:\s/\s|\svia\s)(?:{AGENCIES})"
    rf"(?:(?:\s/\s|\svia\s)(?:{AGENCIES})){{0,2}})$",
    re.DOTALL,
)
_LABELLED_RE = compile_lazily(
    rf"^(?:{LABEL})\s?[:：/–—-]|^©|^\(c\)|^{QUALIFIER}(?:photo|image|foto|photograph(?:ie)?|"
    rf"screenshot|picture|author[’']s (?:own )?(?:photo|picture|image|work)|own (?:photo|work)|"
    rf"eigene[sn]? (?:foto|bild|werk)|"
    rf"illustration|courtesy\sof|courtesy|cortesía|cortesia|credit|fot|handout|fotogramma|"
    rf"archivo|archivbild|divulgação|reproduction|reprodução)s?\b(?!\s(?:of\b|(?:von|di|de)\s(?:1[89]|20)\d\d))",
    re.IGNORECASE,
)
CREDIT_CHAIN_RE = compile_lazily(r"[A-ZÀ-Þ][\w.’' -]{1,40}(?:/[A-ZÀ-Þ][\w.’' -]{1,40}){1,4}")
_LABEL_START_RE = compile_lazily(
    rf"^(?:{QUALIFIER}(?:{LABEL})\s?[:：=/]\s?|{OWNED}|{PROVIDED}|{PICTURE}\s{BY}|"
    rf"{COURTESY}|courtesy of\s(?:the\s)?|"
    rf"cortes[ií]a\sd[aeio]l?\s|fot(?:o|\.)\s|beeld\s|"
    rf"photos?\s(?:d[’'])?archives?\s)",
    re.IGNORECASE,
)
# 'Latvian State Archive, fond 12', 'Library of Congress, LC-DIG-0001'
_ARCHIVE_RE = compile_lazily(
    r"(?=[^()]*(?:[Aa]rchi[ev]|[Aa]rkiv|Librar|Bibliot|Museum|Musée|Museo|Collection))"
    r"[A-ZÀ-Þ][^()]{2,60}?,\s(?:[^()]{1,60},\s)?"
    r"(?:(?:fonds?|nos?\.|nr\.|inv\.|album)\s[\w./-]*\d[\w./-]*|[A-Z]{2,}(?:-\w+){2,})"
    r"(?:,\s[^()]{2,60})?"
)
_CJK_RE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{3}")
MAX_CAPTION = 1000


def split_credit(caption: str) -> tuple[str, str]:
    """Split a caption from the credit at its end.

    'Two leaders meet. Sputnik/Ann Lee/Reuters' becomes 'Two leaders meet.' and the rest.
    """
    caption = " ".join(caption.split()).replace("／", "/")
    if len(caption) > MAX_CAPTION:
        return caption, ""
    caption = _GLUED_RE.sub(" ", re.sub(r"\b([Cc]redit)(?:\.{3}|…)\s*", r"\1: ", caption))
    if caption[:1] in "*_" and len(caption) > 2:  # Markdown: '*The pier.* Photo: Ann Lee'.
        caption = re.sub(r"[*_]+(?=\s|$)", "", caption.lstrip("*_"))
    caption = _STORE_RE.sub(r"\g<first>", _RESERVED_RE.sub("", caption))
    bare = caption.strip("()[]（） ") if re.fullmatch(r"[(\[（].*[)\]）]\.?", caption) else caption
    if line := split_credit_line(bare):
        return line[0], clean_credit(line[1])
    if re.fullmatch(r"[(\[（][^()\[\]（）]+[)\]）]\.?", caption) and _is_credit(caption[1:-1]):
        return "", clean_credit(caption)
    if match := CREDIT_LINE_RE.match(caption):
        labelled = _split_labelled(caption[match.start("credit") :])
        return labelled or ("", clean_credit(match["credit"]))
    text, credit = _split_tail(caption)
    return _join_bracketed(text, credit) if credit else (text, credit)


def _split_tail(caption: str) -> tuple[str, str]:
    match = _FOREIGN_NAME_RE.match(caption) if len(caption) < 400 else None
    if match and not _names_thing(match["caption"], match["credit"]):
        return match["caption"], match["credit"]
    for pattern in _TAIL_FORMS:
        if len(caption) < 400 and (match := pattern.match(caption)):
            return match["caption"].strip(" |–—-/·•"), clean_credit(match["credit"])
    match = _TAIL_BRACKET_RE.match(caption)
    is_licence = match is not None and _LICENCE_RE.fullmatch(match["credit"])
    labelled = _TAIL_LABEL_RE.match(caption) if is_licence else None
    if labelled and not (_is_prose(labelled) or _breaks_off(labelled["caption"])):
        return labelled["caption"].strip(" |–—-/·•"), clean_credit(labelled["credit"])
    if match and _is_credit(caption[match.end("caption") :].strip(" ([（)]）.")):
        return match["caption"].strip(), clean_credit(match["credit"])
    for pattern in (_TAIL_LABEL_RE, _SLASH_CHAIN_RE, _TAIL_AGENCY_RE, _TAIL_NAME_RE):
        if match := pattern.match(caption):
            if _breaks_off(match["caption"]):
                continue
            if pattern is _TAIL_LABEL_RE and (later := _find_later_label(match)):
                return later
            if pattern is _TAIL_LABEL_RE and _is_prose(match):
                continue
            if match["caption"].endswith(",") and " | " in match["credit"]:
                head, _, credit = caption.rpartition(" | ")  # 'The square, Nepal | dpa'
                return head, clean_credit(credit)
            return match["caption"].strip(" |–—-/·•"), clean_credit(match["credit"])
    if re.fullmatch(rf"(?:(?:{AGENCIES})(?:\s?/\s?[\w .’'-]+)*)", caption):
        return "", caption
    return caption, ""


def _names_thing(caption: str, credit: str) -> bool:
    """Return whether a name belongs to the caption before it: 'завод General Motors / Reuters'."""
    word = caption.rpartition(" ")[2].lstrip("«„(")
    name = re.split(r"\s/\s|\svia\s", credit, maxsplit=1)[0]
    if is_office(word) or BRAND_RE.search(name):
        return True
    is_known = name.split()[0].casefold() in GIVEN_NAMES
    return not is_known and (word == caption or bool(RUSSIAN_THING_RE.fullmatch(word)))


def _breaks_off(caption: str) -> bool:
    """Return whether a noun must follow: 'He looks at a' of 'He looks at a photo by Ann Lee'."""
    last = caption.rpartition(" ")[2]
    is_small = last.isalpha() and (last.islower() or last == caption)  # Unlike 'Charles I'.
    return is_small and (ends_in_link(last) or bool(DETERMINER_RE.match(f"{last} ")))


def _is_prose(match: re.Match[str]) -> bool:
    """Return whether words of a sentence look like a label: 'in a photo by the river'."""
    is_close = match["label"].rstrip()[-1:].isalpha() and match["caption"][-1:] not in '.!?…。”"»)'
    return is_close and bool(_ARTICLE_RE.match(match["credit"]))


def _find_later_label(match: re.Match[str]) -> tuple[str, str] | None:
    """Split at a label with a colon, rather than at words of the caption: 'in a photo by …'."""
    if match["label"].rstrip()[-1:] in ":：=©" or match["caption"][-1:] in '.!?…。”"»)':
        return None
    later = _LATER_LABEL_RE.search(match.string, match.start("credit"))
    if not later:
        return None
    return match.string[: later.start()].strip(), clean_credit(match.string[later.end() :])


def _join_bracketed(caption: str, credit: str) -> tuple[str, str]:
    """Move a credit in brackets from the end of a caption to the one behind it.

    Agencies write some twice: '(Photo by Ann LEE / AFP) (Photo by ANN LEE/AFP via Getty Images)'.
    """
    match = _TAIL_BRACKET_RE.match(caption)
    inner = caption[match.end("caption") :].strip(" ([（)]）.") if match else ""
    if not match or not (_is_labelled(inner) or "/" in inner and AGENCY_RE.search(inner)):
        return caption, credit
    other = clean_credit(match["credit"])
    names, others = (set(re.findall(r"\w+", each.casefold())) for each in (credit, other))
    if not names & others:
        credit = f"{other}, {credit}"
    elif len(others) > len(names):
        credit = other
    return match["caption"].strip(), credit


def _split_labelled(text: str) -> tuple[str, str] | None:
    """Split what is behind a label and no credit alone: 'Photo: The yard at dawn. (AFP)'."""
    for pattern in (_TAIL_BRACKET_RE, _TAIL_LABEL_RE, _TAIL_AGENCY_RE):
        match = pattern.match(text)
        if not match or len(match["caption"].split()) < 3 and not _CJK_RE.match(match["caption"]):
            continue
        head = match["caption"].strip(" ,.").replace("/ ", "/")
        if CREDIT_CHAIN_RE.fullmatch(head) or AGENCY_RE.match(head):
            return None  # 'Collage: Ann Lee / Courier, photos: AP'
        tail = text[match.end("caption") :].strip(" ([（)]）.,|–—-")
        ends_sentence = match["caption"].rstrip()[-1:] in ".!?…。"
        if pattern is _TAIL_BRACKET_RE and not _is_credit(tail):
            continue
        if pattern is not _TAIL_AGENCY_RE or ends_sentence:
            return match["caption"].strip(" ,|–—-/"), clean_credit(match["credit"])
    return None


def _is_credit(text: str) -> bool:
    text = text.strip()
    if _ARCHIVE_RE.fullmatch(text):
        return True
    if _is_labelled(text) or AGENCY_RE.search(text) or is_commissioned(text):
        return True
    return bool(re.fullmatch(r"[A-ZÀ-Þ][\w.’' -]{1,40}(?:/\s?[A-ZÀ-Þ][\w.’' -]{1,40}){1,4}", text))


def _is_labelled(text: str) -> bool:
    return bool(_LABELLED_RE.match(text) or _OWN_PHOTO_RE.match(text))


def clean_credit(credit: str) -> str:
    """Return a credit without labels, brackets and punctuation around it."""
    credit = credit.strip(" .,;|–—-)]）([（").removesuffix(" /")
    previous = None
    while previous != credit:
        previous = credit
        credit = _OWN_PHOTO_RE.sub("", _LABEL_START_RE.sub("", credit)).strip()
        credit = re.sub(r"^[(\[（]\s*|\s*[)\]）]$", "", credit).strip(" .")
    return credit + ")" * (credit.count("(") > credit.count(")"))
