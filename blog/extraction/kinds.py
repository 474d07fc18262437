"""What a part of an attribution line names: a person, an organisation, a document …"""

import re

from blog.extraction.lines import (
    DETERMINER_RE,
    PUNCTUATION,
    has_organisation_word,
    is_acronym,
    is_name,
    is_office,
    is_office_phrase,
    is_organisation_word,
    strip_determiner,
)
from blog.extraction.offices import PREPOSITION_RE
from blog.extraction.references import is_numbered_document
from blog.extraction.vocabulary import (
    DOCUMENT,
    GIVEN_NAMES,
    KNOWN_ORGANISATIONS,
    KNOWN_PUBLICATIONS,
    ORGANISATION,
    PUBLICATION,
    WRITERS,
)
from lib.lazy_regex import compile_lazily

# 'the Israeli military', 'les autorités russes'
_AUTHORITIES_RE = compile_lazily(
    r"(?:(?:the|les|las|los|le|die)\s)?\w+\s(?:military|forces|authorities|troops|autorités|"
    r"autoridades|autorità|behörden|streitkräfte)$",
    re.IGNORECASE,
)
# 'A person familiar with the matter', 'two people briefed on the talks'
_UNNAMED_PERSON_RE = compile_lazily(
    r"(?:an?|one|two|three|four|five|several|some|many)\s(?:[a-z][\w-]*\s){0,3}"
    r"(?:person|people|man|woman|men|women|officials?|aides?|diplomats?|witness(?:es)?|residents?|"
    r"employees?|staffers?|lawmakers?|insiders?|colleagues?|friends?|neighbou?rs?|executives?)"
    r"(?=$|,|\s(?:with|who|close|familiar|briefed|from|in|at|on|of|near|involved|present|speaking)\b)",
    re.IGNORECASE,
)
# 'Transport for London', 'Mothers Against Drunk Driving', 'Ärzte ohne Grenzen'.
_CAUSE_RE = compile_lazily(
    r"[A-ZÀ-Þ][\w&-]*(?:\s[A-ZÀ-Þ][\w&-]*)?\s(?:for|against|without|sans|ohne|gegen|für|pour|"
    r"contre|"
    r"zonder|tegen|voor|utan|mot|för|uden|uten)\s[\w]",
    re.IGNORECASE,
)

# 'Comunicato stampa dell'ENI', which is no newspaper.
RELEASE_RE = compile_lazily(
    r"(?:press release|news release|pressemitteilung|medienmitteilung|communiqué de presse|"
    r"comunicado de prensa|nota de prensa|nota de imprensa|comunicato stampa|persbericht|"
    r"pressmeddelande|pressemeddelelse|pressemelding|komunikat prasowy|tisková zpráva|"
    r"comunicat de presă|пресс-релиз|пресреліз|joint (?:statement|letter|declaration)|"
    r"gemeinsame (?:erklärung|stellungnahme)|stellungnahme|offener brief|"
    r"déclaration (?:commune|conjointe)|declaración conjunta|dichiarazione congiunta|"
    r"declaração conjunta|nota conjunta|gezamenlijke verklaring|wspólne oświadczenie|"
    r"совместное заявление|спільна заява|(?:сообщение|заявление) пресс-службы|"
    r"gemensamt uttalande|fælles erklæring|společné prohlášení)\b",
    re.IGNORECASE,
)

PRESS_OFFICE_RE = compile_lazily(
    r"(?:press office|pressestelle|presseabteilung|service de presse|gabinete de prensa|"
    r"oficina de prensa|ufficio stampa|assessoria de imprensa|biuro prasowe|tiskové oddělení|"
    r"пресс-(?:служба|центр)|прес-служба|persdienst)\s",
    re.IGNORECASE,
)
# 'Obergefell v. Hodges', 'R v Jones'
CASE_RE = compile_lazily(
    r"(?:In re|Ex parte)\s[A-Z][^,]{0,80}|Re\s[A-Z]{1,2}(?:\s\([^()]*\))?|"
    r"[A-ZÀ-Þ][^,]{0,80}\s(?:v|vs)\.?\s[A-ZÀ-Þ][^,]{0,80}"
)
# 'LG Köln', 'Cass. soc.', 'BGH'
_COURT_RE = compile_lazily(
    r"(?:(?:LG|OLG|AG|VG|OVG|VGH|LSG|LAG|OGH|BGH|BVerfG|BAG|BSG|BFH|BVerwG|EuGH|EGMR|ECJ|CJUE|"
    r"CEDH|TJUE|TEDH|TJ|TGI)"
    r"(?:\s[A-ZÄÖÜ][\w-]+){0,2}|Cass\.(?:\s[a-z]{2,5}\.?){0,2})"
)
# German compounds: 'Plenarprotokoll 20/19', 'Klimaschutzgesetz'.
_GERMAN_DOCUMENT_RE = compile_lazily(
    r"[A-ZÄÖÜ][\w-]{2,}(?:protokoll|bericht|gesetz|gesetzbuch|urteil|studie|vertrag|beschluss|"
    r"gutachten|richtlinie|verordnung)(?:s|es|en)?"
)
# 'Friends of Barrow Fen', 'Amis de la Terre'
_FRIENDS_RE = compile_lazily(
    r"(?:Friends|Neighbou?rs|Parents|Citizens|Residents|Mothers|Sons|Daughters|Knights|Doctors|Lawyers|Teachers|Amis|Parents|"
    r"Freunde|Amigos|Amici|Vrienden|Przyjaciele|Друзья)\s(?:of|de|du|des|d[’']|von|der|dos|das|di|del|della|van)\s?(?:\w+\s)?[A-ZÀ-Þ]"
)
# The aim of an organisation, not an office: 'Institute for Justice'.
_JUSTICE_RE = compile_lazily(r"\s(?:of|for|and)\s(?:\w+\s){0,2}Justice$")
SPOKESPERSON_RE = compile_lazily(
    r"(?:spokes(?:man|woman|person)|sprecher(?:in)?|porte-parole|portavoz|portavoce|porta-voz|"
    r"woordvoerder|woordvoerster|talesperson|talsperson|talsmand|rzeczniczka|rzecznik|mluvčí|"
    r"представитель|"
    r"пресс-секретарь)$",
    re.IGNORECASE,
)


def is_release(text: str) -> bool:
    """Return whether a text is a release and who made it, no person: 'Communiqué du Sénat'."""
    match = RELEASE_RE.match(text)
    maker = text[match.end() :].strip().partition(" ")[2] if match else ""
    is_person = is_office_phrase(maker) or (
        maker.partition(" ")[0].casefold() in GIVEN_NAMES and is_name(maker)
    )
    return match is not None and not is_person


def guess_kind(text: str) -> str:
    """Return 'document', 'publication', 'organisation' or, for anything else, 'person'."""
    bare = strip_determiner(text).strip(PUNCTUATION)
    folded = bare.casefold()
    if folded in KNOWN_PUBLICATIONS or text.strip(PUNCTUATION).casefold() in KNOWN_PUBLICATIONS:
        return "publication"
    if folded in KNOWN_ORGANISATIONS:
        return "organisation"
    if _COURT_RE.fullmatch(bare) or _COURT_RE.fullmatch(text):
        return "organisation"
    if is_numbered_document(bare) or CASE_RE.fullmatch(bare):
        return "document"
    if _UNNAMED_PERSON_RE.match(text) or folded in WRITERS:
        return "person"
    if is_release(bare):
        return "document"
    if is_name(bare) and not DETERMINER_RE.match(text):
        return "person"
    if PRESS_OFFICE_RE.match(bare):
        return "organisation"
    if RELEASE_RE.match(bare):
        return "document"
    if _FRIENDS_RE.match(bare):
        return "organisation"
    if _CAUSE_RE.match(bare) and not is_office_phrase(bare):
        return "organisation"
    if re.match(
        r"^(?:article|section|chapter|verse|artikel|kapitel|art[íi]culo|articolo|artigo|artykuł|"
        r"arts?|§+|статья|ст|čl|paragraf)\.?"
        r"\s?(?:[lr]\.\s?)?\d",
        folded,
    ):
        return "document"
    tokens = [word.strip(PUNCTUATION) for word in bare.split()]
    tokens = [part for word in tokens for part in {word, word.rsplit("-", 1)[-1]}]
    if re.search(r"\s\d{1,3}[:,]\s?\d{1,3}(?:[-–]\d{1,3})?$", folded):
        return "document"  # Chapter and verse: 'Genesis 1:1'.
    if re.match(r"^(?:sources?|fuentes?|fontes?|fonti|quellen?|kreise|источники?)\b", folded):
        is_plural = re.match(
            r"^(?:sources|fuentes|fontes|fonti|quellen|kreise|источники)\b", folded
        )
        return "organisation" if is_plural and has_organisation_word(bare) else "person"
    first_words = re.split(r"\seines?r?\s", PREPOSITION_RE.split(bare, maxsplit=1)[0])[0].split()
    if first_words and is_office(first_words[-1]) and DETERMINER_RE.match(text):
        return "person"
    if first_words and SPOKESPERSON_RE.match(first_words[-1]) and first_words[-1:] != bare.split():
        return "person"
    is_held = any(map(is_organisation_word, first_words[-1:])) and bool(
        DETERMINER_RE.match(PREPOSITION_RE.split(bare, maxsplit=1)[-1])
    )
    is_cause = bool(_JUSTICE_RE.search(bare)) and has_organisation_word(bare)
    is_held = is_held or is_cause
    if (
        len(first_words) == 1
        and first_words[0] in DOCUMENT
        and bare[:1].isupper()
        and is_office(bare.split()[-1])
        and not is_held
    ):
        return "document"  # 'Report of the Secretary-General'
    if bare and is_office(bare.split()[-1]) and not (is_held or DETERMINER_RE.match(text)):
        return "person"  # But 'Office of the Harbour Master' is not a person.
    head_words = [
        w.strip(PUNCTUATION)
        for w in re.split(
            r"\s(?:of|on|for|by|to|from|that|de|du|der|des|über|sur|о|об|von|del|della|seen)\s",
            bare,
        )[0].split()
    ]
    is_german = bool(head_words) and _GERMAN_DOCUMENT_RE.fullmatch(head_words[0])
    if is_german or any(word in DOCUMENT for word in [*head_words, *tokens[-1:]]):
        return "document"
    if (
        len(tokens) <= 5
        and any(word in PUBLICATION for word in tokens)
        and not any(word in ORGANISATION for word in tokens)
    ):
        return "publication"
    if has_organisation_word(bare):
        return "organisation"
    if any(word in DOCUMENT for word in tokens):
        return "document"
    if is_acronym(bare) and len(bare) > 2:
        return "organisation"
    if _is_branch(bare.split()):
        return "organisation"
    is_title = re.match(r"^(?:The|An?) (?:\w+ ){1,3}(?:of|and|in|for|to|with|on) ", text)
    if is_title and not is_office_phrase(text):
        return "publication"  # 'The Construction of Locks'
    if _AUTHORITIES_RE.match(text):
        return "organisation"
    if re.match(r"^(?:The|Les|Los|Las|Gli) [^\W\d_]", text):
        return "organisation"
    return "person"


def _is_branch(tokens: list[str]) -> bool:
    """Return whether tokens are an acronym and a branch: 'RNLI Whitby', 'CGT-Dockers du Havre'."""
    acronym = tokens[0].split("-")[0] if tokens else ""
    return (
        len(tokens) > 1
        and is_acronym(acronym)
        and len(acronym) > 2
        and not all(word.isupper() for word in tokens)
        and tokens[1].casefold() not in GIVEN_NAMES
        and not is_office_phrase(" ".join(tokens))
    )
