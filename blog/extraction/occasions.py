"""Occasions in attribution lines: 'PMQs', 'auf dem CDU-Parteitag in Essen'."""

import re

from blog.extraction.lines import PUNCTUATION, has_organisation_word, is_office_phrase
from blog.extraction.vocabulary import Vocabulary
from lib.lazy_regex import compile_lazily

_OCCASION = Vocabulary("occasions")
_COMPOUND_RE = compile_lazily(
    r"\w{3,}(?:rede|interview|konferenz|parteitag|gipfel|debatte|ansprache|anhörung|verkündung|"
    r"vorstellung|eröffnung|verleihung|diskussion|versammlung|befragung|møde|"
    r"konferanse|konferens|debat)",
    re.IGNORECASE,
)
# Many bodies are called a conference, too, most of them one *of* something.
_BODY_RE = compile_lazily(
    r"(?i:.*(?:bischofs|minister|präsidenten|rektoren|direktoren|intendanten)konferenz\b)|"
    r"(?:Conferen[cz]|Conférenc|Konferenc)\w+ [A-ZÀ-Þ]|Organi[sz]ation of\b|"
    r".*\b(?:Christian Leadership|Claims|Baptist|Judicial|Coast) Conference$"
)
# In English, what begins with such a word is named after it: 'Summit Health', 'Hearing Link'.
_NAME_RE = compile_lazily(
    r"(?:Summit|Rally|Hearing|Speech|Keynote|Address|Debate|Briefing|Lecture) [A-Z]\w*[a-z]"
)
_CONFERENCE_RE = compile_lazily(r"\bconference(?! of\b)(?:\s(?:in|on|at|for)\s.*)?$", re.IGNORECASE)
_NUMBERED_RE = compile_lazily(r"COP\s?\d{1,2}|G-?(?:7|8|20)|UNGA\d*")
_LOCATIVE_RE = compile_lazily(r"\s.*\w['’]n?[dt][ae]$")  # 'BM Genel Kurulu’nda'
_PREPOSITIONS = (
    "at|during|in|on|before|after|auf|bei|beim|am|im|vor|während|anlässlich|zum|zur|nach|på|under|"
    "ved|vid|hos|lors de|lors d[’']|devant|pendant|à|au|aux|en|durante|ante|tras|no|na|nos|nas|em|"
    "nel|nella|al|alla|a|op|tijdens|bij|podczas|w|v|na|на|в|во|у|під|при|la|în"
)
_ARTICLES = (
    "the|an?|his|her|their|its|this|that|dem|der|den|das|die|eine[rm]?|seine[rmn]?|ihre[rmn]?|"
    "l[’']|la|le|les|une?|sa|son|el|una?|su|sua|o|os|as|um|uma|seu|il|lo|gli|de|het|een|det|en|et"
)
_BEGIN_RE = compile_lazily(
    rf"^(?:(?:{_PREPOSITIONS})\s)?(?:(?:{_ARTICLES})(?:\s|(?<=[’'])))?", re.IGNORECASE
)
_PREPOSITION_RE = compile_lazily(
    rf"\s(?:(?:{_PREPOSITIONS}|of|to|by|for|de|du|des|del|della|do|da|von|vom|zu|über|om|o|о|об|"
    rf"від|mit|"
    r"with|com|con|avec|med)\s|[ld][’'])",
    re.IGNORECASE,
)
_TAIL_RE = compile_lazily(
    rf"\s(?:{_PREPOSITIONS}|addressing|announcing|all(?=[’'])|"
    r"i(?=\s(?:[Ff]olketing|[Rr]iksdag|[Ss]torting)))(?:\s|(?<=[’'])|(?=[’']))(?=\S)"
)

# Where members of parliament speak: no medium and no employer.
_CHAMBER_RE = compile_lazily(
    r"in the (?:House of (?:Commons|Lords)|Commons|Lords|Senate|House|Dáil|Knesset)\b|"
    r"in (?:Parliament|Congress|der Knesset|de Tweede Kamer|de Kamer|Senato|Parlamento)\b|"
    r"(?:à l[’']Assemblée(?: nationale)?|au Sénat|au Parlement(?: européen)?|"
    r"en el (?:Congreso(?: de los Diputados)?|Senado|Parlamento(?: Europeo)?)|"
    r"alla Camera(?: dei [Dd]eputati)?|al Senato(?: della Repubblica)?|"
    r"na (?:Câmara(?: dos (?:Deputados|Comuns))?|Assembleia da República)|"
    r"no (?:Senado(?: Federal)?|Congresso(?: Nacional)?|plenário|Parlamento(?: Europeu)?)|"
    r"w (?:Sejmie|Senacie|Parlamencie)|ve sněmovně|v parlamentu|i (?:riksdagen|Riksdagen|"
    r"Folketinget|folketinget|Stortinget|stortinget)|в (?:Госдуме|Думе|Совфеде|парламенте)|"
    r"у (?:Раді|парламенті))(?=$|\s)"
)
# Prepositions that lead from a name to an occasion, whatever its own name. With a capital they are
# names: Ante Kovač, Auf der Maur.
_ALWAYS_RE = compile_lazily(
    r"(?:during|während|anlässlich|lors (?:de|d[’'])|pendant|durante|ante|devant|tijdens|podczas|"
    r"auf de[mr](?! (?:Maur|Mauer|Heide)\b)|addressing|announcing)\s|"
    r"im (?:\w+en )?(?:Bundestag|Bundesrat|Landtag)\b|"
    r"i (?:[Ff]olketingets|[Rr]iksdagens|[Ss]tortingets)\s|"
    r"(?:on the sidelines|am Rande|en marge|a margine|al margen|à margem|na marginesie|на полях|"
    r"à (?:entrada|saída)|en el auto|en la sentencia|nella sentenza|"
    r"al termine|à l[’']issue|por ocasião|à (?:sa|la) sortie|a la salida|по итогам)(?=\s|$)|"
    r"all[’']Angelus\b|in an? (?:[\w-]+ ){0,2}(?i:post|letter|essay|article|book|op-ed|tweet|"
    r"statement|message|memo|e-?mail|thread|video|ama)\b"
)

# A place or an event, since no employer has an article: 'at the Brandenburg Gate'.
_AT_THE_RE = compile_lazily(r"at the (?!.*(?:[A-Z]{2}|[’'.]))(?:[A-Z][a-z]+\s?){1,4}")

# Questions to a government, whose names contain an office.
_QUESTIONS_RE = compile_lazily(
    r"State of the (?:Union|Nation|State|City|European Union)(?: (?:address|speech))?(?: \d{4})?|"
    r"(?:Prime|First) Minister[’']s Questions|Question Time|questions? (?:au|à la|to the) \w+|"
    r"questions orales|"
    r"sesión de control.*|Question Period|vragenuur|frågestund\w*|spørretime\w*|spørgetime\w*",
    re.IGNORECASE,
)


def is_occasion(part: str, *, after_role: bool = False) -> bool:
    """Return whether a part says on which occasion words were said, rather than who said them.

    After a role, what is called a conference is the body at which it is held.
    """
    bare = _BEGIN_RE.sub("", part)
    if _QUESTIONS_RE.fullmatch(bare):
        return True
    head = _PREPOSITION_RE.split(bare, maxsplit=1)[0].split()
    if not head or _BODY_RE.match(bare):
        return False
    if len(head) > 1 and re.search(r"[’']s?$", head[-2]) and _is_occasion_word(head[-1]):
        return True  # 'the Lord Mayor’s Banquet'
    if is_office_phrase(" ".join(head)):
        return False
    if _LOCATIVE_RE.search(part) or (not after_role and _CONFERENCE_RE.search(part)):
        return True
    if _is_occasion_word(head[-1]) or " ".join(head[-2:]).strip(PUNCTUATION) in _OCCASION:
        return True
    begins_with_occasion = _is_occasion_word(head[0]) or " ".join(head[:2]) in _OCCASION
    return begins_with_occasion and not _NAME_RE.match(bare)


def is_chamber(part: str) -> bool:
    """Return whether a part only says that somebody spoke in a parliament: 'alla Camera'."""
    return bool(_CHAMBER_RE.fullmatch(part))


def split_occasion(part: str) -> tuple[str, str] | None:
    """Split 'Angela Merkel auf dem Parteitag in Essen' before the occasion; None without one.

    The occasion is without its preposition and article, and '' if it is a chamber of parliament.
    """
    for match in _TAIL_RE.finditer(part):
        occasion = part[match.start() :].strip()
        if match.start() and _CHAMBER_RE.match(occasion):
            return part[: match.start()].strip(), ""
        is_at_place = _AT_THE_RE.fullmatch(occasion) and not has_organisation_word(occasion)
        if match.start() and (is_at_place or _ALWAYS_RE.match(occasion) or is_occasion(occasion)):
            return part[: match.start()].strip(), _BEGIN_RE.sub("", occasion)
    return None


def _is_occasion_word(word: str) -> bool:
    bare = word.strip(PUNCTUATION)
    last = bare.rsplit("-", 1)[-1]
    if _NUMBERED_RE.fullmatch(bare):
        return True
    return bare in _OCCASION or last in _OCCASION or bool(_COMPOUND_RE.fullmatch(last))
