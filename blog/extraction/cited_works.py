"""Patterns of works in attribution lines: books, programmes, cases, letters and releases."""

import re

from blog.extraction.attribution_patterns import (
    COUNTED_PART,
    OCCASION_END_RE,
    OCCASION_RE,
    QUOTED_RE,
    TITLE_ARTICLE,
    TOLD_RE,
    WORK_NOUN_RE,
)
from blog.extraction.kinds import CASE_RE, guess_kind
from blog.extraction.lines import (
    has_organisation_word,
    is_acronym,
    is_capitalised,
    is_known_organisation,
    is_name,
    is_office_phrase,
    strip_determiner,
)
from blog.extraction.vocabulary import PARTICLES, PUBLICATION, load_tables
from lib.lazy_regex import compile_lazily

# 'Orwell, George. Nineteen Eighty-Four. London: Secker, 1949.'
ENTRY_RE = compile_lazily(
    r"^[“\"]?(?P<last>[^\W\d_][\w’'-]+), (?P<first>[^\W\d_][\w’'-]+(?: [A-ZÀ-Þ]\.?)*?)\.? "
    r"[“\"«„]?(?P<title>[^.”\"»“]{3,120})[.”\"»“]"
)
# 'Arendt, H. (1963). Eichmann in Jerusalem. Viking Press.', whose year was removed before.
AUTHOR_DATE_RE = compile_lazily(
    r"^(?P<last>[^\W\d_][\w’'-]+), (?P<first>[A-ZÀ-ÞА-Я]\.(?:\s?[A-ZÀ-ÞА-Я]\.)*)[\s,.()]{2,8}"
    r"(?P<title>[^\W\d_][^.]{5,150})\."
)
AUTHOR_COLON_RE = compile_lazily(r"^(?P<name>[^\W\d_][^\s:,]*(?:\s[^\s:,]+){1,3}):\s(?=\S)")
# A place in a book, whose title is before it.
LOCATOR_RE = compile_lazily(
    r"[,.]\s(?:tom|tome|том|act|akt|acte|acto|atto|scene|szene|scène|chapter|ch\.|kapitel|"
    r"chapitre|capítulo|"
    r"capitolo|"
    r"cap\.|rozdział|kapitola|глава|book|buch|livre|canto|part|vol\.|volume|number|no\.|issue|"
    r"pp?\.|"
    r"page|seite|s\.|стр\.|"
    rf"с\.)\s?[\dIVXLC]|,\s{COUNTED_PART}\b",
    re.IGNORECASE,
)
# The translator of a book.
TRANSLATED_RE = compile_lazily(
    r"\s[(\[](?:(?:my|our|own)\stranslation|(?:meine|eigene)\sübersetzung|ma\straduction|"
    r"(?:mi|mia|minha)\s(?:traducción|traduzione|tradução)|mijn\svertaling)[)\]]|"
    r",\s(?:trans(?:lated by|lation by|l?\.)|tr\.|rendered by|übers(?:etzt von|etzung:?|\.)|"
    r"aus dem \w+ von|traduit (?:du \w+ |de l[’']\w+ )?par|traducción de|trad\. de|traduzido por|"
    r"tradotto da|przeł\.|přel\.|çev(?:\.|iren:?)|oversatt av|oversat af|översatt av|"
    r"traduzione di|trad\.|tłum\.|перевод|пер\.|vertaald door|vert\.|övers\.)\s[^,()]{3,60}",
    re.IGNORECASE,
)
# A book's year after its place or publisher, where no date stands alone.
IMPRINT_YEAR_RE = compile_lazily(
    r"(?<=[,.])\s(?P<place>[^\W\d_][^,.:\d]{2,40}?)\s(?P<year>1[5-9]\d\d|20\d\d)(?=$|[,.;])"
)
# 'Testimony of Frances Haugen', 'Email from Jan Koum to staff': who wrote or said it.
BY_RE = compile_lazily(
    r"^(?:(?:the|an?|e[ei]n|un|una|une|il|la|el|le|die|der)\s)?(?:(?:leaked|internal|open|private|"
    r"handwritten|offener|interner|unpublished)\s){0,2}"
    r"(?:e-?mail|letter|testimony|statement|speech|remarks|(?:\w+[- ])?(?:tweet|post|thread)|"
    r"lecture|affidavit|"
    r"deposition|memo|keynote|address|rede|brief|aussage|vortrag|schreiben|lettre|discours|"
    r"déclaration|courriel|carta|discurso|declaración|declaração|testimonio|lettera|discorso|"
    r"dichiarazione|interview|entretien|entrevista|intervista|toespraak|brev|tal|"
    r"question (?:écrite|orale)|interrogazione(?: parlamentare)?|pregunta (?:escrita|oral)|"
    r"interpellation|anfrage)\s"
    r"(?:(?:of|by|from|with|von|des|der|vom|de|del|du|mit|avec|con|di|della|do|da|van|från|fra|af|av)\s|dell[’'])"
    r"(?P<who>[^,]+?)(?:\s(?:to|an|à|a|al|alla|aan|til|till|ante|devant|before|vor|at|in|im|en|bei)\s"
    r"[^,]*)?(?=,|$)",
    re.IGNORECASE,
)
# 'Petition from the chiefs to the Governor', 'Editorial in a German newspaper': no people.
DOCUMENT_HEAD_RE = compile_lazily(
    r"(?:Petition|Memoir|Editorial|Memorandum|Circular|Pamphlet|Resolution|Manifesto|Petitio|Eingabe|"
    r"Denkschrift|Flugblatt|Pétition|Mémorandum|Tract|Petición|Memorándum|Panfleto|Petizione|Manifesto)"
    r"\s(?:from|of|by|in|to|an|der|des|aus|de|des|du|dans|en|del|dei|di|in)\s"
)
# 'Press release, European Commission'
RELEASE_RE = compile_lazily(
    rf"(?:{load_tables('lines')['releases']}|statement|editorial|op-ed|leitartikel|éditorial)",
    re.IGNORECASE,
)
# 'Virginia Woolf's diary'
OWN_WORK_RE = compile_lazily(
    r"^(?P<who>[A-Z][\w.’'-]*(?:\s[A-Z][\w.’'-]*){0,3}?)[’']s\s(?P<work>(?:diar(?:y|ies)|"
    r"journals?|letters?|memoirs?|notebooks?|tweets?|"
    r"speech|address|remarks|testimony|autobiography|will|statement|column|essay|blog|newsletter|"
    r"eulogy)\b[^,]{0,60})(?=$|,)"
)
# 'Ana Pastor en «El Objetivo» (laSexta)'
ON_TITLE_RE = compile_lazily(
    r"^(?P<who>.*\S)\s(?:in|on|im|en|dans|a|à|em|na|no|w|v|в|у|i|på|op|to|bei|beim|bij|chez|hos|zur|zum|dem|"
    r"der|al|alla|au|ao|aan|till?|(?:on|in|to|at)\s[A-Z][\w. ]{1,20}[’']s|"
    r"in der (?:\w+[- ])?(?:Sendung|Talkshow|Show|Reihe)|im (?:\w+[- ])?(?:Podcast|Magazin|Film|"
    r"Interview mit)|"
    r"(?:dans|sur) l[’'](?:émission|podcast)|en el programa|nel programma|ospite (?:di|a)|"
    r"no programa|w programie|v pořadu|"
    r"в программе|в эфире|в подкасте|у програмі|in het programma|i programmet|programında)\s"
    r"[\"“„«‹「『](?P<title>[^\"”“»«」』›‹]{2,120})[\"”“»›」』](?:\s\([^()]{2,40}\))?$",
    re.IGNORECASE,
)
IN_CASE_RE = compile_lazily(
    rf"^(?P<who>[^,]{{3,80}}?)\s(?:(?:dissenting|concurring|"
    rf"writing)\s)?in\s(?P<title>{CASE_RE.pattern})$"
)
# 'Podcast „Lanz & Precht“, Folge 112'
PROGRAMME_RE = compile_lazily(
    r"^(?:podcast|newsletter|blog|sendung|émission|programa|programma|program|програма|программа|"
    r"подкаст|podkast)\s[\"“„«‹](?P<title>[^\"”“»«›‹]{2,120})[\"”“»›]",
    re.IGNORECASE,
)
# Words within titles, but not within the names of employers: 'Kafka on the Shore'.
_INNER_WORD_RE = compile_lazily(
    r"\w\s(?:to|on the|in the|into|upon|beyond the)\s[A-Z]|^[A-Z]\w+ing the [A-Z]"
)
_GENRE_TITLE_RE = compile_lazily(rf"^(?P<genre>[^\W\d_]{{3,14}})\s{QUOTED_RE.pattern}$")
SINGLE_MARKS_RE = compile_lazily(
    r"(?:^|(?<=, )|(?<= (?:en|in|on|im|em) ))'([^']{3,120})'(?=,|\s|$)"
)  # A title.


def match_title(part: str) -> re.Match[str] | None:
    """Match a title in quotation marks, perhaps behind its genre: 'roman „Das Wehr“'."""
    if match := QUOTED_RE.match(part):
        return match
    match = _GENRE_TITLE_RE.match(part)
    return match if match and not is_office_phrase(match["genre"]) else None


def follows_title(before: str) -> bool:
    """Return whether a publisher and a year follow a title: 'Ann Lee, Le città invisibili'."""
    name, _, title = before.rstrip(" ,.").partition(", ")
    is_title = is_capitalised(title) and not is_office_phrase(title)
    return is_title and is_name(name) and not has_organisation_word(title)


def is_work(part: str, *, is_cited: bool) -> bool:
    """Return whether what follows a bare name is the title of a book, report, speech or case.

    `is_cited` if a year alone follows, as after the titles of books.
    """
    if re.search(r"\s(?:v|vs|c)\.\s", part) or guess_kind(part) == "document":
        return is_capitalised(part) and not is_office_phrase(part)
    part = part.title() if part.isupper() and " " in part else part
    tokens = part.split()
    if OCCASION_END_RE.search(part) and is_capitalised(part):
        return True
    is_named_otherwise = (
        is_office_phrase(part)
        or has_organisation_word(part)
        or is_known_organisation(strip_determiner(part))
        or any(token in PUBLICATION for token in tokens)
    )
    if is_named_otherwise or not is_capitalised(part) or not is_capitalised(tokens[0]):
        return False
    if len(tokens) > 1 and re.fullmatch(r"[IVX]+", tokens[-1]):
        return True
    if re.match(TITLE_ARTICLE, part) and len(tokens) > 1 + (tokens[0] in ("The", "A", "An", "I")):
        return True
    if len(tokens) > 2 and WORK_NOUN_RE.fullmatch(tokens[0]):
        return True
    if re.search(r"\w[’']s\s\w+$|\w[’']$", part) and not re.match(r"^[LD][’']", part):
        return True
    if is_cited and not is_acronym(part):
        return True
    if _INNER_WORD_RE.search(part):
        return True
    return len(tokens) > 2 and any(
        word.islower() and len(word) > 3 and word not in PARTICLES for word in tokens[1:]
    )


def is_bracketed_title(text: str) -> bool:
    """Return whether brackets behind a name hold a title: '(The Life of Great Cities)'."""
    if is_work(text, is_cited=False):
        return True
    head = re.split(r"\s(?:of|de|von|der|des|del|di|van)\s", text, maxsplit=1)[0]
    is_long = len(text.split()) > 3 and bool(re.match(TITLE_ARTICLE, text))
    return is_long and not is_office_phrase(head) and not has_organisation_word(text)


def may_be_title(part: str) -> bool:
    """Return whether what follows a writer of the past is a title, whatever its words."""
    tokens = part.split()
    is_role = (
        is_office_phrase(part) if len(tokens) < 3 else is_office_phrase(f"{tokens[0]} {tokens[-1]}")
    )
    is_told = part[:1].islower() and bool(TOLD_RE.match(part))
    return not (is_role or is_told or is_acronym(part) or OCCASION_RE.match(part)) and (
        guess_kind(part) != "publication" or not is_known_organisation(strip_determiner(part))
    )
