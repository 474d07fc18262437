"""Attribution lines taken apart: name, role, affiliation, kind, date, publication, place and URL.

'Professor Arne Kislenko, international relations, Toronto Metropolitan University' becomes a
person's name, role and affiliation. A first reading, which the author corrects.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from blog.extraction import asian_lines
from blog.extraction.dates import find_date
from blog.extraction.lines import (
    DETERMINER,
    NamePart,
    has_organisation_word,
    is_acronym,
    is_capitalised,
    is_known_organisation,
    is_name,
    is_office_phrase,
    kind_of_thing,
    split_name,
    split_office,
    strip_determiner,
)
from blog.extraction.vocabulary import (
    ACADEMIC,
    GIVEN_NAMES,
    MEMBERSHIP,
    PARTICLES,
    PLACES,
    PUBLICATION,
)

MAX_LINE_LENGTH = 400
MAX_FIELD_LENGTH = 200
_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>()\"]+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|de|fr|"
    r"co\.uk)(?:/[^\s<>()\"]*)",
    re.I,
)
_LEADING = re.compile(
    r"^[\s\-–—―~•*>·|]+|^(?:according to|laut|selon|d[’']après|según|secondo|segundo|volgens|"
    r"enligt|ifølge|według|podle|по словам|как сказал|за словами|potrivit|göre)\s|^(?:by|von|"
    r"par|por|di|от|by:|source|sources|quelle|fuente|fonte|sursa|"
    r"источник|źródło|kaynak|出典|来源|출처|المصدر)\s?[:：]\s*",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"\s*[(\[]?@[\w.]{2,40}[)\]]?")
_LIFESPAN = re.compile(
    r"\s*[(\[]?\b(?:c\. ?|ca\. ?|\*|b\. ?)?(?:1\d{3}|20\d\d|[1-9]\d{1,2})\s?[-–—]\s?"
    r"(?:†\s?)?(?:1\d{3}|20\d\d|[1-9]\d{1,2})?(?:\s?(?:BC|AD|CE|BCE|v\. Chr\.))?[)\]]"
)
_YEARS = re.compile(r"\s(?:1\d{3}|20\d\d)\s?[-–]\s?(?:1\d{3}|20\d\d)$")
_PAGES = re.compile(
    r"^(?:(?:article|art\.|artikel|artículo|articolo|artigo|artykuł|článek|articolul|статья|стаття|"
    r"act|akt|acte|acto|atto|scene|szene|scène|escena|scena|section|sect?\.|§|chapter|kapitel|"
    r"chapitre|capítulo|capitolo|rozdział|kapitola|глава|book|buch|livre|libro|part|teil|partie|"
    r"parte|"
    r"verse|vers|canto|line|paragraph|absatz|paragraphe|stanza|issue|heft|band|tome|tom|том|"
    r"volumen)\s[A-Z]{0,2}[\d.:-]*[IVXLC]*(?:\s?\([^)]*\))?|pp?\. ?\d.*|s\. ?\d+.*|page \d+|"
    r"vol(?:ume|\.)? ?\d+.*|no\. ?\d+|number \d+|nr\.? ?\d+(?:/\d+)?|"
    r"№ ?\d+|ch(?:apter|ap\.)? ?\d+|\d{1,3}|\(?\d{1,2}\)?|aged? \d+|\d+ (?:years old|ans|"
    r"jahre?|лет|года?|років|роки|рік|años|anni|anos|jaar|år|lat|lata|let|ani|de ani|yaşında|εтών|"
    r"ετών|jährig)|"
    r"(?:attributed|attr\.|apocryphal|paraphrased|zugeschrieben|attribué|atribuido|attribuito|"
    r"said|says|added|wrote|writes|sagt|sagte|dit|a dit|a déclaré|dijo|disse|ha detto|zei|sa|"
    r"säger|sier|siger|powiedział|powiedziała|řekl|řekla|сказал|сказала|заявил|заявила|сказав|"
    r"сказала)|(?:born|née?|geb\.|geboren|born in|né en|født|född)\s.*)$",
    re.IGNORECASE,
)
# Where in a book: its title stands before.
_LOCATOR = re.compile(
    r",\s(?:act|akt|acte|acto|atto|scene|szene|scène|chapter|ch\.|kapitel|chapitre|capítulo|"
    r"capitolo|"
    r"rozdział|kapitola|глава|book|buch|livre|canto|part|vol\.|volume|number|no\.|issue|pp?\.|"
    r"page|seite|s\.|стр\.|"
    r"с\.)\s?[\dIVXLC]",
    re.IGNORECASE,
)
_AUTHOR_COLON = re.compile(r"^(?P<name>[^\W\d_][^\s:,]*(?:\s[^\s:,]+){1,3}):\s(?=\S)")
_SEPARATORS = re.compile(
    r"[,،，;]|\s(?:[—–·|•]|--|-|―)\s|(?<=[^\W\d_]{4})(?<!Prof)(?<!prof)\.\s(?=[A-ZÀ-ÞА-Я«\"“„])|、"
)
_QUOTED = re.compile(r"[\"“„”«»‘‚›‹「『](?P<title>[^\"”“»«」』›‹]{2,120})[\"”“»«’‘›‹」』]")
_TOLD = re.compile(
    r"^(?:said |speaking |talking |writing |dissenting |concurring |quoted |cited |interviewed |"
    r"interview |as |seen |"
    r"published |"
    r"appearing |live |zitiert |cité |citée |citado |citada |citato |citata |invité |invitée |"
    r"interrogé |interrogée |interviewé |interviewée |entrevistado |entrevistada |intervistato |"
    r"intervistata |ospite |geciteerd |citerad |sitert |cytowany |cytowana |citován |citována |"
    r"(?:in|en|em|w|v|в|у|i|într-un|într-o|dans une?|im|in einem|in un'|in un’|in een|i en|i et|"
    r"ett) ?"
    r"(?:interview|intervju|gespräch|interviu|wywiadzie|rozmowie|rozhovoru|интервью|інтерв'ю|"
    r"інтерв’ю|беседе|entretien|entrevista|declaraciones|intervista|gesprek|vraaggesprek|"
    r"комментарии|коментарі|эфире|ефірі|tribune|chronique) |entretien |entrevista |intervista |"
    r"rozmowa |"
    r"wywiad |rozhovor |интервью |intervju |declaraciones |au micro |à l'antenne |à l’antenne |"
    r"sur le plateau |dans les colonnes |"
    r"in an? (?:\w+ ){0,2}(?:interview|essay|article|column|letter|op-ed|speech|statement|"
    r"blog post|"
    r"tweet|post) )*"
    r"(?:told|tells|to|in|on|with|via|for|by|at|from|writing for|dans|à|au|sur|in der|im|bei|"
    r"gegenüber|"
    r"en|a|al|em|no|na|ao|à|aos|su|sul|sulla|nel|nella|con|con la|com|com o|com a|avec|de|du|d[’']|"
    r"mit|mit der|mit dem|с|із|з|у|на|для|dla|pro|z|s|pentru|în|la|till?|i|med|på|tegen|met|aan|"
    r"в|w|v|by the|à la|sur)\s+(?P<where>\S.*)$",
    re.IGNORECASE,
)
_SPEECH = re.compile(
    r"^(?P<who>.*?\S)\s+(?:told|tells|writing (?:in|for|on)|speaking (?:to|on|with|at)|"
    r"quoted (?:in|by)|wrote "
    r"in|in an interview with|in conversation with|cited (?:in|by)|schreibt in|sagte|gegenüber|"
    r"im gespräch mit|im interview mit|dans une interview (?:à|au)|interrogé par|cité par|dans|"
    r"en entrevista con|citado por|en declaraciones a|in un['’]intervista a|в интервью|в беседе с|"
    r"im interview mit der|im interview mit dem|im gespräch mit der|im gespräch mit dem|"
    r"gegenüber der|"
    r"gegenüber dem|in der|au micro de|sur l[’']antenne de|invitée? de|en entrevista a|"
    r"em entrevista ao|"
    r"em entrevista à|em entrevista a|à agência|intervistat[oa] da|w rozmowie z|w wywiadzie dla|"
    r"v rozhovoru pro|într-un interviu pentru|till?(?=\s[A-ZÆØÅÄÖ])|i en intervju med|"
    r"i et intervju med|"
    r"in gesprek met|in een interview met|tegenover|в эфире|у коментарі|в інтерв['’]ю)"
    r"\s+(?P<where>\S.*)$",
    re.IGNORECASE,
)
# Words that lead from a speaker to the medium that they spoke to.
_MEDIUM = re.compile(
    r"(?:cité|citad|citat|zitiert|invité|interrog|interview|entrevist|intervist|ospite|geciteerd|"
    r"citerad|sitert|cytowan|citován|entretien|rozmowa|wywiad|rozhovor|интервью|intervju|"
    r"declaraciones|au micro|à l[’']antenne|sur le plateau|dans les colonnes|(?:in|en|em|w|v|в|у|i|"
    r"într-un|într-o|dans une?|im|in einem|in un[’']|in een|i en|i et) ?"
    r"(?:interview|intervju|gespräch|interviu|wywiadzie|rozmowie|rozhovoru|интервью|інтерв|"
    r"беседе|entretien|entrevista|declaraciones|intervista|gesprek|vraaggesprek|комментарии|"
    r"коментарі|эфире|ефірі|tribune|chronique))",
    re.IGNORECASE,
)
_PLATFORM = re.compile(
    r"(?:Twitter(?:/X)?|X(?: \(formerly Twitter\))?|Facebook|Instagram|Mastodon|Bluesky|LinkedIn|"
    r"Telegram|Truth Social|YouTube|TikTok|Reddit|Threads|Hacker News|Substack|Medium|Tumblr|"
    r"Твиттере|Фейсбуке|Телеграме|Телеграм|Instagramie|Twitterze|Facebooku|Twitteru|Twitter’da)",
    re.IGNORECASE,
)
_POSTED = re.compile(
    rf"^(?P<who>.*\S)\s+(?:on|via|sur|auf|en|no|su|op|på|w|na|в|"
    rf"у)\s+(?P<where>{_PLATFORM.pattern})$",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\s+(?:on |am |le |el |il |på |op |w |в |la |v |this |este |ce |questo |afgelopen |"
    r"vorige )?(?:(?:last|this|next|late|early) \w+|monday|"
    r"tuesday|wednesday|thursday|friday|saturday|sunday|today|yesterday|montag|dienstag|mittwoch|"
    r"donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|"
    r"martes|miércoles|jueves|viernes|sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì|"
    r"sabato|"
    r"domenica|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag)"
    r"(?: (?:morning|evening|night|afternoon))?$",
    re.IGNORECASE,
)
_LIST_HEAD = re.compile(r"\s(?:for|für|of|on|de|des|du|para|per|för)\s|\s[ld][’']", re.IGNORECASE)
_LIST_TAIL = re.compile(r"^[^,]{2,60}\s(?:and|und|et|y|e|en|och|og|i|и)\s\S")
_OCCASION = re.compile(
    r"(?:speech|lecture|interview|letter|e-?mail|tweet|testimony|address|remarks|press conference|"
    r"sermon|keynote|lettre|discours|conférence|entretien|rede|brief|vortrag|interview|discurso|"
    r"carta|entrevista|discorso|lettera|речь|письмо|выступление|интервью|przemówienie|projev)\b",
    re.IGNORECASE,
)
_PUBLICATION_NOUN = re.compile(
    r"\s+(?:magazine|newspaper|newsletter|blog|podcast|the newspaper|journal)$", re.IGNORECASE
)


_PUBLICATION_END = re.compile(r"\b(?:mailing list|blog|forum|newsletter|podcast|thread|channel)$")
_DOMAIN = re.compile(r"[a-z0-9-]{2,}(?:\.[a-z0-9-]+)*\.[a-z]{2,6}", re.IGNORECASE)
_BASED = re.compile(
    r"\s(?:based in|living in|who lives in|working in|basée? à|installée? à|vivant à|residente en|"
    r"afincad[oa] en|con sede en|residente a|che vive a|wonend in)\s[A-ZÀ-Þ].*$"
)
_GIVEN_TO = re.compile(
    r"^(?P<who>\S+(?:\s\S+){1,4})\s(?:a|à|al|ao|au|alla|sur|na|no|w|v|to|i|auf|bei|in)\s(?P<where>\S.*)$"
)
_NUMBERED = re.compile(r"^\d{1,3}(?:st|nd|rd|th|e|er|ème|º|ª)\s[A-Z]")
_BRACKETED = re.compile(r"^(.*\S)\s*[(（]([^()（）]+)[)）]$")
_TITLE_ARTICLE = (
    r"^(?:The|A|An|Le|La|Les|Un|Une|Der|Die|Das|Ein|Eine|El|Los|Las|Una|Il|Lo|Gli|I|O|Os|As|Um|Uma|"
    r"De|Het|Een|En|Ett|Den|Det)\s"
)
_OCCASION_END = re.compile(
    r"(?:Address|Speech|Lecture|Sermon|Memoirs?|Diar(?:y|ies)|Letters?|Essays?|Poems?|Confessions|"
    r"Meditations|Mémoires|Journal|Discours|Lettres?|Rede|Briefe?|Tagebuch|Tagebücher|Discurso|"
    r"Memorias|Diario|Lettere?|Discorso|Memorie|Diário|Cartas?)$",
    re.IGNORECASE,
)
_WORK_NOUN = re.compile(
    r"Book|Tale|Story|Songs?|Ballad|Ode|Essays?|Notes|Thoughts|Reflections|Diary|History|Lives|"
    r"Poems|"
    r"Livre|Histoire|Traité|Éloge|Essai|Critique|Mémoires|Chants?|Libro|Historia|Ensayo|Elogio|"
    r"Crítica|Cantos?|Livro|História|Ensaio|Memórias|Storia|Saggio|Trattato|Canti|Buch|Geschichte|"
    r"Kritik|Lob|Briefe|Boek|Geschiedenis|Bok|Kniha|Księga|Książka|Книга|История|Записки|Книга|"
    r"Історія"
)
# A description without a word that is known: "a keen sailor from Duluth", "Gärtner aus Köln".
_DESCRIBED = re.compile(
    r"^(?:an?|the|une?|ein|eine|un|una|uno|um|uma|een|en|ett)?\s?"
    r"(?P<role>(?:[a-zà-ÿß]|[A-ZÄÖÜ][a-zäöüß]+(?=\saus\s))[\w\s’'-]*?)"
    r"(?:\s(?:from|aus|uit|från|fra|in|din|из|з|ze|z)\s(?P<place>[^\W\d_]\S.*))?$"
)
_ORIGIN = re.compile(
    r"^(?P<role>.*\S)\s(?P<preposition>from|aus|uit|från|fra|à|in|din|из|з|ze|"
    r"z)\s(?P<place>[A-ZÀ-ÞА-Я].*)$"
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """`date_said` is '', '2023', '2023-03' or '2023-03-22'; `kind` a value of `Source.Kind`."""

    name: str = ""
    role: str = ""
    affiliation: str = ""
    kind: str = "person"
    date_said: str = ""
    publication: str = ""
    place: str = ""
    url: str = ""


KnownSource = Callable[[str], Attribution | None]


def parse_attribution(line: str, find_known: KnownSource | None = None) -> Attribution:
    """Take one line apart. Never raises; a line that cannot be understood is a name.

    `find_known` returns the name, role, affiliation and kind of a known source for a part of the
    line, or None; a part that it knows is the name, wherever it stands.
    """
    text = " ".join(line[:MAX_LINE_LENGTH].split())
    text, url = _take(_URL, text)
    text = re.sub(r"\s*[(\[]\s*[)\]]", "", text)
    text = _HANDLE.sub("", text).strip()
    for _ in range(2):
        text = _LEADING.sub("", text)
    text = _unwrap(text)
    date_said, place, text = _take_date(text)
    text = _YEARS.sub("", _LIFESPAN.sub("", text)).strip()
    is_cited = len(date_said) == 4 or bool(_LOCATOR.search(text))
    parsed = (
        _read(text, find_known, is_cited=is_cited)
        if text.strip(" .,;:")
        else Attribution(name=text.strip())
    )
    parsed = replace(
        parsed, date_said=date_said, url=url.rstrip(".,;"), place=parsed.place or place
    )
    return _shorten(parsed)


def _read(text: str, find_known: KnownSource | None, *, is_cited: bool) -> Attribution:
    if asian := asian_lines.parse(text):
        name, role, affiliation, kind, *work = asian
        return Attribution(name, role, affiliation, kind, "", *work)
    text = _AUTHOR_COLON.sub(r"\g<name>, ", text)
    parts = split_parts(text)
    publication = ""
    if titles := [part for part in parts[1:] if _QUOTED.match(part)]:
        title = _QUOTED.match(titles[0])
        publication = title["title"].strip(" ,.") if title else ""
        parts = [part for part in parts if part not in titles[:1]]
    if parts and (match := _match_medium(parts[0])):
        publication = publication or _publication_name(match["where"])
        parts[0] = match["who"]
    if not parts:
        return Attribution(name=text)
    known = _find_known(parts, find_known)
    read = known or _combine(parts, is_cited=is_cited)
    return replace(read, publication=publication) if publication else read


def _combine(parts: list[str], *, is_cited: bool = False) -> Attribution:
    first, others = parts[0], parts[1:]
    membership = ""
    match = _BRACKETED.match(first)
    if match and (MEMBERSHIP.fullmatch(match[2]) or not has_organisation_word(match[1])):
        first, membership = match[1], match[2]
    head = split_name(first)
    if re.search(r"[’']s?\s", head.name) and is_office_phrase(first):
        head = replace(head, is_person=False)  # 'Mr. Trump’s campaign manager'
    is_weak = bool(others) and _is_weak_head(head, first, others[0])
    if is_weak or (not head.is_person or (head.is_bare and not is_name(first))) and others:
        # 'le maire de Kiev, Vitali Klitschko': the name comes second.
        bracketed = _BRACKETED.match(others[0])
        second = split_name(bracketed[1] if bracketed else others[0])
        starts_with_office = is_office_phrase(first)
        if starts_with_office and second.is_person and not is_office_phrase(others[0]):
            role, affiliation = split_office(first, before_name=True)
            rest = _read_rest(others[1:], affiliation, is_cited=is_cited)
            return Attribution(
                second.name,
                _join(role, second.role, *rest.roles),
                rest.affiliation,
                "person",
                "",
                rest.publication,
                rest.place,
            )
    if not head.is_person:
        kind = kind_of_thing(first)
        if kind != "person":
            name = strip_determiner(first) if kind == "organisation" else first
            whole = others and kind == "document"
            if kind == "organisation" and membership:
                name = first
            rest = _read_rest(others, "", is_cited=is_cited) if others else _Rest()
            affiliation = "" if whole and not rest.affiliation else rest.affiliation
            return Attribution(name, "", affiliation, kind, "", rest.publication, rest.place)
    is_described = bool(others) and has_organisation_word(others[0])
    if (
        is_described
        and DETERMINER.match(first)
        and head.is_bare
        and not is_office_phrase(others[0])
    ):
        return Attribution(strip_determiner(first), kind="organisation")  # 'la Drees, le service …'
    rest = _read_rest(others, head.affiliation, is_cited=is_cited and not head.role)
    affiliation = rest.affiliation
    if membership and not affiliation and _is_party(membership):
        affiliation = membership
    role = _join(head.role, *rest.roles)
    return Attribution(head.name, role, affiliation, "person", "", rest.publication, rest.place)


@dataclass(slots=True)
class _Rest:
    """What the parts behind the name say."""

    roles: tuple[str, ...] = ()
    affiliation: str = ""
    publication: str = ""
    place: str = ""
    is_weak: bool = False  # The affiliation is one by its capital alone.


def _is_weak_head(head: NamePart, first: str, second: str) -> bool:
    """Tell whether the next part names the person: 'die Vorsitzende der GEW, Maike Finnern'."""
    bracketed = _BRACKETED.match(second)
    tokens = (bracketed[1] if bracketed else second).split()
    if not head.role or len(tokens) < 2 or not is_name(" ".join(tokens)) or head.name in first[:2]:
        return False
    if not (DETERMINER.match(first) or first[:1].islower() or is_acronym(head.name)):
        return False
    start = head.name.split()[0].casefold()
    if len(head.name.split()) == 1 or start in PARTICLES:
        return is_acronym(head.name) or start in PARTICLES or tokens[0].casefold() in GIVEN_NAMES
    return tokens[0].casefold() in GIVEN_NAMES and start not in GIVEN_NAMES


def _read_rest(parts: list[str], affiliation: str, *, is_cited: bool = False) -> _Rest:
    rest, party = _Rest(affiliation=affiliation), ""
    for part in parts:
        if part.casefold() in PLACES:
            rest.place = f"{rest.place}, {part}" if rest.place else part
            continue
        if _WHEN.fullmatch(f" {part}"):
            continue
        if ": " in part and is_capitalised(part) or _DOMAIN.fullmatch(part):
            rest.publication = rest.publication or part
            continue
        if not (rest.roles or rest.affiliation or rest.publication) and is_work(
            part, is_cited=is_cited
        ):
            rest.publication = part
            continue
        if clause := re.match(
            r"^(?:who|qui|que|quien|che|кто|котор\w+|który|která?|som)\s"
            r"(?:(?:is|was|est|es|è|é|är|er|jest|je)\s)?(?P<rest>\S.*)$",
            part,
        ):
            if not is_office_phrase(part):
                continue
            part = clause["rest"]
        described = _DESCRIBED.match(part)
        if described and (re.match(r"^an?\s", part) or not _TOLD.match(part)):
            is_plain = not is_office_phrase(part) and not has_organisation_word(part)
            if described["place"] and is_plain:
                rest.roles += (described["role"],)
                rest.place = described["place"]
                continue
        if _PAGES.match(part) or MEMBERSHIP.fullmatch(part) and re.match(r"^[RDI]-", part):
            continue
        if is_office_phrase(part):
            bracketed = _BRACKETED.match(part)
            if bracketed and _is_party(bracketed[2]) and not has_organisation_word(bracketed[1]):
                part, party = bracketed[1], party or bracketed[2]
            part = _BASED.sub("", part)
            origin = _ORIGIN.match(part)
            if origin and _is_origin(origin):
                rest.place, part = origin["place"], origin["role"]
            role, place = split_office(part)
            if place and rest.affiliation:
                role = part if role else place
            else:
                rest.affiliation = rest.affiliation or place
            if role:
                rest.roles += (role,)
            continue
        if match := _TOLD.match(part):
            where = match["where"]
            if not is_capitalised(strip_determiner(where)) or re.match(r"^[A-Z]+s\b", where):
                continue  # 'speaking to reporters', 'to MPs'
            if (
                kind_of_thing(where) == "publication"
                or re.match(
                    r"(?:told|speaking|writing|dissenting|concurring|quoted|cited|interview|"
                    r"published|in an)",
                    part,
                    re.IGNORECASE,
                )
                or _MEDIUM.match(part)
                or _PLATFORM.fullmatch(where)
            ):
                rest.publication = rest.publication or _publication_name(where)
            elif re.match(r"^(?:of|from|aus|de)\s", part):
                rest.place = where
            continue
        if re.match(r"^(?:of|from|aus|de)\s", part):
            rest.place = re.sub(r"^\w+\s", "", part)
            continue
        if _PUBLICATION_END.search(part) and not rest.publication and not rest.roles:
            rest.publication = part
            continue
        name = part if part[:1].isupper() else strip_determiner(part)
        if _OCCASION.match(name) or (
            re.match(r"^The \w+ of ", part) and not has_organisation_word(part)
        ):
            rest.publication = rest.publication or name
            continue
        is_set = bool(rest.affiliation or rest.publication)
        if _is_publication(part) and not rest.roles and not is_set:
            rest.publication = _publication_name(part)
        elif has_organisation_word(part) and (not rest.affiliation or rest.is_weak):
            if rest.affiliation:
                rest.roles += (rest.affiliation,)
            rest.affiliation, rest.is_weak = name, False
        elif kind_of_thing(part) == "publication" and not is_set:
            rest.affiliation = name
        elif (is_capitalised(name) or _NUMBERED.match(name)) and not is_set and not rest.place:
            rest.affiliation, rest.is_weak = name, bool(rest.roles)
        elif is_capitalised(name):
            if len(name.split()) > 3:
                continue  # The organisation again, in another language.
            rest.place = f"{rest.place}, {name}" if rest.place else name
        else:
            rest.roles += (name,)
    rest.affiliation = rest.affiliation or party
    return rest


def _match_medium(part: str) -> re.Match[str] | None:
    """Match a speaker and the medium: 'Ann Lee told Reuters', 'Pablo Iglesias a TVE'."""
    if match := _SPEECH.match(part):
        return match
    match = _GIVEN_TO.match(part)
    if match and is_name(match["who"]) and kind_of_thing(match["where"]) == "publication":
        return match
    return _POSTED.match(part)


def _is_publication(part: str) -> bool:
    return kind_of_thing(part) == "publication" or part in PUBLICATION


def _is_origin(origin: re.Match[str]) -> bool:
    """Tell whether 'nurse from Bronxville' leads to a place, not to an employer or a subject."""
    place = origin["place"]
    if has_organisation_word(origin["role"]) or has_organisation_word(place):
        return False
    if is_known_organisation(place):
        return False
    return origin["preposition"] != "in" or place.casefold() in PLACES


def is_work(part: str, *, is_cited: bool) -> bool:
    """Tell whether what follows a bare name is the title of a book, report, speech or case.

    `is_cited` tells that a year alone follows, as it does behind books.
    """
    if re.search(r"\s(?:v|vs|c)\.\s", part) or kind_of_thing(part) == "document":
        return is_capitalised(part) and not is_office_phrase(part)
    tokens = part.split()
    if _OCCASION_END.search(part) and is_capitalised(part):
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
    if re.match(_TITLE_ARTICLE, part) and len(tokens) > 1 + (tokens[0] in ("The", "A", "An", "I")):
        return True
    if len(tokens) > 2 and _WORK_NOUN.fullmatch(tokens[0]):
        return True
    if re.search(r"\w[’']s\s\w+$|\w[’']$", part) and not re.match(r"^[LD][’']", part):
        return True
    if is_cited and not is_acronym(part):
        return True
    return len(tokens) > 2 and any(
        word.islower() and len(word) > 3 and word not in PARTICLES for word in tokens[1:]
    )


def split_parts(text: str) -> list[str]:
    """Split a line at commas, dashes and dots between parts; not within brackets and marks."""
    parts, start, depth, quoted = [], 0, 0, False
    cuts = {
        match.start(): match.end()
        for match in _SEPARATORS.finditer(text)
        if match[0][0] != "." or f"{_last_word(text, match.start())}." not in ACADEMIC
    }
    position = 0
    while position < len(text):
        character = text[position]
        if character in "([（【«“„「『":
            depth += 1
        elif character in ")]）】»”」』":
            depth = max(0, depth - 1)
        elif character == '"':
            quoted = not quoted
        elif position in cuts and not depth and not quoted:
            parts.append(text[start:position])
            start = position = cuts[position]
            continue
        position += 1
    parts.append(text[start:])
    stripped = [_trim(part) for part in parts]
    return _join_lists([part for part in stripped if part and not _PAGES.match(part)])


def _last_word(text: str, end: int) -> str:
    return text[max(0, end - 12) : end].rsplit(" ", 1)[-1]


def _join_lists(parts: list[str]) -> list[str]:
    """Put together what a comma parts within a list: 'Minister for Youth, Family and Sport'."""
    joined: list[str] = []
    for part in parts:
        is_list = joined and _LIST_HEAD.search(joined[-1])
        follows = is_list and (is_office_phrase(joined[-1]) or has_organisation_word(joined[-1]))
        is_title = is_office_phrase(part) and not (
            is_capitalised(part) and has_organisation_word(joined[-1] if joined else "")
        )
        if follows and _LIST_TAIL.search(part) and not is_title:
            joined[-1] += f", {part}"
        else:
            joined.append(part)
    return joined


def _find_known(parts: list[str], find_known: KnownSource | None) -> Attribution | None:
    if find_known is None:
        return None
    for index, part in enumerate(parts):
        candidates = [part, strip_determiner(part), split_name(part).name]
        for candidate in dict.fromkeys(candidates):
            if candidate and (known := find_known(candidate)):
                others = [*parts[:index], *parts[index + 1 :]]
                rest = _combine([part, *others]) if others or candidate != part else known
                return Attribution(
                    known.name,
                    rest.role or known.role,
                    rest.affiliation or known.affiliation,
                    known.kind,
                    "",
                    rest.publication,
                    rest.place,
                )
    return None


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    match = pattern.search(text)
    if not match:
        return text, ""
    return f"{text[: match.start()].rstrip()} {text[match.end() :].lstrip()}".strip(), match[0]


def _take_date(text: str) -> tuple[str, str, str]:
    """Return the date, the place behind it, and the line without both."""
    parsed = find_date(text)
    if not parsed:
        return "", "", text
    before, after = text[: parsed.start].rstrip(), text[parsed.end :].lstrip()
    if re.search(r"\b(?:of|the|a|an|de|vom|du)$", before, re.IGNORECASE):
        return "", "", text  # 'The Act of 2009' is its name.
    if before.endswith(("(", "[", "（")) and after[:1] in ")]）":
        before, after = before[:-1], after[1:]
    if (
        not before
        and after[:1].isalpha()
        and not re.match(r"^[,)\]—–-]", after)
        and len(parsed.value) < 8
    ):
        return parsed.value, "", text  # 'A 2014 study' begins with its year.
    place = ""
    if match := re.match(r"^(?:--|[—–-])\s*(?P<place>[^\W\d_][\w .'’-]{1,40})$", after):
        place, after = match["place"], ""
    return (
        parsed.value,
        place,
        f"{before.rstrip(' ,(（،，—–-')}, {after.lstrip(' ,)）')}".strip(" ,"),
    )


def _publication_name(text: str) -> str:
    text = re.sub(r"^(?:in|on|via|to)\s", "", _WHEN.sub("", _trim(text)))
    text = re.sub(
        r"^(?:the newspaper|the magazine|le journal|le quotidien|l[’']hebdomadaire|le magazine|"
        r"der Zeitung|dem Magazin|dem Sender|der Nachrichtenagentur|el diario|il quotidiano|"
        r"o jornal|de krant|газете|изданию|агентству|журналу|the|der|dem|den)\s(?=\S)(?!Spiegel|"
        r"Standard)",
        "",
        text,
    )
    text = _QUOTED.sub(lambda match: match["title"], text)
    return _PUBLICATION_NOUN.sub("", text) if re.search(r"[\"“]", text) else text


def _unwrap(text: str) -> str:
    while len(text) > 2 and (text[0], text[-1]) in {("(", ")"), ("[", "]"), ("（", "）")}:
        inner = text[1:-1]
        if any(mark in inner for mark in "()[]（）"):
            break
        text = inner.strip()
    return text


def _trim(text: str) -> str:
    text = text.strip(" ,;:،，-–—·•|/")
    if text.endswith(".") and not re.search(r"(?:\b\w|[A-Z]\w{1,3}|\.\w)\.$", text):
        text = text[:-1]
    return text.strip()


def _is_party(text: str) -> bool:
    return (
        bool(re.fullmatch(r"[A-ZÄÖÜ][\w/’'-]*(?: [A-Z]\w*)?", text))
        and not re.match(r"^[RDI]-", text)
        and not text.isdigit()
    )


def _join(*roles: str) -> str:
    return ", ".join(role for role in roles if role)


def _shorten(parsed: Attribution) -> Attribution:
    cut = {
        field: getattr(parsed, field)[:MAX_FIELD_LENGTH].strip()
        for field in ("name", "role", "affiliation", "publication", "place")
    }
    return replace(parsed, **cut)
