"""The parts after the name in an attribution line: roles, affiliation, publication, place."""

import re
from dataclasses import dataclass

from blog.extraction.dates import is_partial_date
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
from blog.extraction.names import POST_NOMINALS_RE
from blog.extraction.occasions import is_occasion
from blog.extraction.offices import split_office
from blog.extraction.vocabulary import (
    MEMBERSHIP_RE,
    PARTICLES,
    PLACES,
    PUBLICATION,
    load_tables,
)
from lib.lazy_regex import compile_lazily

# A part of a book or play that is counted: '13. Bild'.
COUNTED_PART = r"\d{1,3}\. (?:bild|akt|aufzug|szene|kapitel|band|buch|teil|strophe)"
PAGES_RE = compile_lazily(
    r"^(?:(?:article|art\.|artikel|artículo|articolo|artigo|artykuł|článek|articolul|статья|стаття|"
    r"act|akt|acte|acto|atto|scene|szene|scène|escena|scena|section|sect?\.|§|chapter|kapitel|"
    r"chapitre|capítulo|capitolo|rozdział|kapitola|глава|book|buch|livre|libro|part|teil|partie|"
    r"parte|"
    r"verse|vers|canto|line|paragraph|absatz|paragraphe|stanza|issue|heft|band|tome|tom|том|"
    r"volumen|bild|aufzug|księga|strofa)\s[A-Z]{0,2}[\d.:/-]*[IVXLC]*"
    r"(?:\s?\([^)]*\))?|pp?\. ?\d.*|s\. ?\d+.*|"
    r"(?:page|seite|página|pagina|strona|strana|страница|sida|side|pagină) \d+|"
    r"vol(?:ume|\.)? ?\d+.*|no\. ?\d+|number \d+|nr\.? ?\d+(?:/\d+)?|"
    r"№ ?\d+|(?:ch\.?|chapter|chap\.|cap\.|kap\.|rozdz\.|hl\.|bk\.) ?[\dIVXLC]+|"
    rf"{COUNTED_PART}|\d{{1,3}}\. auflage|"
    r"(?:\d{1,3}(?:st|nd|rd|th)|rev\.|revised) ed(?:ition|\.)?|"
    r"[IVXLC]+ (?:parte|akt|act|acte|tom|tomo)|\d{1,3}|\(?\d{1,2}\)?|"
    r"aged? \d+|\d+ (?:years old|ans|"
    r"jahre?|лет|года?|років|роки|рік|años|anni|anos|jaar|år|lat|lata|let|ani|de ani|yaşında|εтών|"
    r"ετών|jährig)|"
    r"\d+(?:\.\d+)+|at \[\d+\]|\[\d+\]|§+ ?\d.*|cols?\.? \d+.*|"
    r"(?:by|per|via|par|por|pelo) (?:e-?mail|phone|text|telefon|courriel|téléphone|"
    r"correo(?: electrónico)?|teléfono|telefone)|"
    r"(?:review|describ|discuss|quot|paraphras|introduc|remember|defend|critici[sz]|recall|"
    r"eulogi[sz]|endors|prais|announc)ing .*|"
    r"(?!(?:speak|writ|talk|appear)ing )(?-i:[a-z])\w+ing (?:the|an?|his|her|their|its|to|at|in|on|"
    r"before|from|about) .*|"
    r"t\. ?[\dIVXLC]+|pág(?:ina)?s?\.? ?\d.*|(?:кн|ч|гл|т|стр|с)\. ?\d.*|(?:str|blz|sid|fol|sz|"
    r"σ|d)\. ?\d.*|"
    r"(?:folge|episode|épisode|episodio|ep\.|odcinek|díl|выпуск|avsnitt|afsnit|aflevering)\s#?\d+|"
    r"n[.°º]\s?\d.*|\[\d{4}\] [A-Z].*\d.*|\d+ [A-Z][a-zA-Z]{1,3} \d+/\d+|"
    r"dissenting|concurring|\d+ (?:U\.\s?S\.|S\. Ct\.|F\.[23]d) \d+|"
    r"(?:attributed|attr\.|apocryphal|paraphrased|zugeschrieben|attribué|atribuido|attribuito|"
    r"said|says|added|wrote|writes|sagt|sagte|dit|a dit|a déclaré|dijo|disse|ha detto|zei|sa|"
    r"säger|sier|siger|powiedział|powiedziała|řekl|řekla|сказал|сказала|заявил|заявила|сказав|"
    r"сказала)|(?:born|née?|geb\.|geboren|born in|né en|født|född)\s.*)$",
    re.IGNORECASE,
)
QUOTED_RE = compile_lazily(r"[\"“„”«»‘‚›‹「『](?P<title>[^\"”“»«」』›‹]{2,120})[\"”“»«’‘›‹」』]")
_TOLD_RE = compile_lazily(
    r"^(?:said |speaking |talking |testifying |addressing |writing |dissenting |concurring |"
    r"quoted |cited |interviewed |interview |as |seen |published |"
    r"appearing |live |zitiert |zit\. |cité |citée |citado |citada |citato |citata |invité |"
    r"invitée |"
    r"na antenie |na anteně |interrogé |interrogée |interviewé |interviewée |entrevistado |"
    r"entrevistada |intervistato |"
    r"intervistata |ospite |geciteerd |citerad |sitert |cytowany |cytowana |citován |citována |"
    r"(?:in|en|en una|em uma|em|w|v|в|у|i|într-un|într-o|dans une?|im|in einem|in un'|in un’|"
    r"in een|i en|"
    r"i et|"
    r"ett) ?"
    r"(?:interview|intervju|gespräch|interviu|wywiadzie|rozmowie|rozhovoru|интервью|інтерв'ю|"
    r"інтерв’ю|беседе|entretien|entrevista|declaraciones|intervista|gesprek|vraaggesprek|"
    r"комментарии|коментарі|эфире|ефірі|tribune|chronique|розмові|разговоре) |entretien |"
    r"entrevista |intervista |"
    r"rozmowa |"
    r"wywiad |rozhovor |интервью |intervju |declaraciones |au micro |à l'antenne |à l’antenne |"
    r"sur le plateau |dans les colonnes |"
    r"in an? (?:\w+ ){0,2}(?:interview|essay|article|column|letter|op-ed|speech|statement|"
    r"blog post|"
    r"tweet|post) )*"
    r"(?:told|tells|to|before|in|on|with|via|vía|laut|nach|n\.|selon|según|secondo|segundo|"
    r"volgens|for|"
    r"by|at|from|writing for|par|por|par l[’']|dans|à|au|sur|in der|im|devant|vor|"
    r"gegenüber der|gegenüber dem|tegen het|tijdens de|tijdens|dal|dalla|dall[’']|στη|στο|στον|"
    r"στην|"
    r"bei|gegenüber|en|di|da|a|al|em|no|na|ao|à|aos|su|sul|sulla|nel|nella|con|con la|com|com o|"
    r"com a|avec|de|du|d[’']|mit|mit der|mit dem|с|із|з|у|на|для|dla|pro|z|s|pentru|în|la|till?|i|"
    r"med|på|tegen|met|aan|в|w|v|by the|à la|sur)\s+(?P<where>\S.*)$",
    re.IGNORECASE,
)
_STATE_RE = compile_lazily(load_tables("lines")["states"], re.IGNORECASE)
# Words that lead from a speaker to the medium that they spoke to.
_MEDIUM_RE = compile_lazily(
    r"(?:cité|citad|citat|zitiert|invité|interrog|interview|entrevist|intervist|ospite|geciteerd|"
    r"citerad|sitert|cytowan|citován|entretien|rozmowa|wywiad|rozhovor|интервью|intervju|"
    r"declaraciones|au micro|à l[’']antenne|sur le plateau|dans les colonnes|(?:in|en|en una|"
    r"em uma|em|w|v|в|у|i|"
    r"într-un|într-o|dans une?|im|in einem|in un[’']|in een|i en|i et) ?"
    r"(?:interview|intervju|gespräch|interviu|wywiadzie|rozmowie|rozhovoru|интервью|інтерв|"
    r"беседе|entretien|entrevista|declaraciones|intervista|gesprek|vraaggesprek|комментарии|"
    r"коментарі|эфире|ефірі|розмові|разговоре|tribune|chronique))",
    re.IGNORECASE,
)
PLATFORM_RE = compile_lazily(
    r"(?:Twitter(?:/X)?|X(?: \((?:[\w-]+ )?(?:ex-)?Twitter\))?|Facebook|Instagram|Mastodon|"
    r"Bluesky|LinkedIn|"
    r"Telegram|Truth Social|YouTube|TikTok|Reddit|Threads|Hacker News|Substack|Medium|Tumblr|"
    r"Твиттере|Фейсбуке|Телеграме|Телеграм|Instagramie|Twitterze|Facebooku|Twitteru|Twitter’da)",
    re.IGNORECASE,
)
# 'ZDF-Morgenmagazin', 'SVT:s Agenda', 'Good Morning Britain show'
_BROADCAST_RE = compile_lazily(
    r"^[A-ZÄÖÜ]{2,5}[-:]\w|\b(?:\w*[Mm]agazin|[Tt]alkshow|[Ss]how|[Tt]agesthemen|\w*[Rr]adio|TV)$|"
    r"\w(?:nieuws|uur|intervju|podden|podcast)$|"
    r"-(?:Kolumne|Interview|Podcast|Newsletter|Gastbeitrag|Kommentar|Talk|Sendung)$"
)
_AUTHOR_RE = compile_lazily(
    r"(?:author|auteure?|autora?|autorin|autore|autrice|författare|forfatter|schrijver|schrijfster|"
    r"автор|yazarı)$",
    re.IGNORECASE,
)
# 'ante la prensa', 'a este diario', 'sous couvert d'anonymat': whom it was told to, and how.
_UNNAMED_MEDIUM_RE = compile_lazily(
    r"(?:to|a|à|al|alla|ao|ante|devant|vor|gegenüber|aan|tegen|till?|przed|před)\s"
    r"(?:(?:the|la|le|les|los|las|el|este|esta|ce|cette|questo|questa|this|our|deze|de|der|den|"
    r"dieser|dieser|denne|o|os)\s)?[a-zà-ÿ]+|.*\banonym(?:ity|at|ität|iteit|itet)|.*\banonimato?|"
    r".*\bанонимност\w+"
)
_BY_INTERVIEWER_RE = compile_lazily(
    r"(?:as told to|interview(?:ed)? by|interview (?:mit|von|med)|aufgezeichnet von|"
    r"(?:propos )?recueillis? par|"
    r"entretien avec|interview[ée]+ par|entrevist[ao]d?[ao]? (?:por|de)|"
    r"intervist[ao]t?[ao]? (?:da|di)|geïnterviewd door|intervjuad av)\s",
    re.IGNORECASE,
)
_IN_CASE_RE = compile_lazily(rf"(?:^|\bin\s)(?P<title>{CASE_RE.pattern})$")
# 'on the Today programme'
_PROGRAMME_END_RE = compile_lazily(
    r"\s(?:programme?|show|podcast|newsletter|blog|channel|breakfast)$", re.IGNORECASE
)
# 'der anonym bleiben möchte'
_CLAUSE_RE = compile_lazily(
    r"(?:der|die|das|welcher?|dat|som|który|która)\s[a-zäöüß]\w*\s(?:[^A-ZÄÖÜ]*\s)?[a-zäöüß]+"
)
# 'в интервью РИА Новости', whose medium follows in the dative.
_AT_OCCASION_RE = compile_lazily(
    r"(?:lors d(?:e|u|[’'])|durante|during|while|bei (?:eine|de)[mr]|auf (?:eine|de)[mr]|nel corso|"
    r"na konferencji|na briefingu|tijdens|под час|на брифинге|на пресс-конференции)\b",
    re.IGNORECASE,
)
_IN_ARTICLE_RE = compile_lazily(
    r"in an? (?:op-ed|essay|editorial|article|column|letter|statement)\b"
)
_LAUREATE_RE = compile_lazily(
    r"(?:Premio|Prix|Prémio|Prêmio) Nobel|Nobelpreisträger|нобелевск|лауреат|laurea[td]",
    re.IGNORECASE,
)
_DATIVE_RE = compile_lazily(
    r"(?:в интервью|в комментарии|в эфире|у коментарі|в інтерв['’]ю|"
    r"в ефірі)\s(?P<where>[А-ЯЁІЇЄA-Z«].*)$"
)
_ADDRESSED_RE = compile_lazily(r"(?:to|gegenüber|tegen|tegenover|till?|pro|dla|для|pentru|а)\s")
_WHOSE_RE = compile_lazily(
    r"(?:whose|dont|deren|dessen|cuy[oa]s?|il cui|la cui|cujo|cuja|wiens|wier|vars|hvis|чей|чья|"
    r"чьё|"
    r"jehož|jejíž|którego|której)\s"
)
_DEGREE_RE = compile_lazily(
    r"(?:M\.D|Ph\.D|J\.D|D\.Phil|M\.A|M\.Sc|B\.A|B\.Sc|M\.P\.H|R\.N|Esq|LL\.M|Ed\.D)\.?"
)
_WHEN_RE = compile_lazily(
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
# Languages that write days in lower case: in 'Larry Sabato' and 'Ana Domingo' these are surnames.
_SURNAME_RE = compile_lazily(
    r"\s(?:Lundi|Mardi|Mercredi|Jeudi|Vendredi|Samedi|Dimanche|Lunes|Martes|Miércoles|Jueves|"
    r"Viernes|Sábado|Domingo|Lunedì|Martedì|Mercoledì|Giovedì|Venerdì|Sabato|Domenica)"
)
_OCCASION_RE = compile_lazily(
    r"(?:(?:joint |written |public |press |opening |closing |final )?statement|"
    r"gemeinsame erklärung|déclaration(?: commune)?|"
    r"speech|lecture|interview|letter|e-?mail|tweet|testimony|address|remarks|press conference|"
    r"sermon|keynote|lettre|discours|conférence|entretien|rede|brief|vortrag|interview|discurso|"
    r"encyclique|encyclical|enzyklika|enc[ií]clica|encyklika|энциклика|"
    r"carta|entrevista|discorso|lettera|речь|письмо|выступление|интервью|przemówienie|projev)\b",
    re.IGNORECASE,
)
_PUBLICATION_NOUN_RE = compile_lazily(
    r"\s+(?:magazine|newspaper|newsletter|blog|podcast|the newspaper|journal)$", re.IGNORECASE
)
_PUBLICATION_END_RE = compile_lazily(
    r"\b(?:mailing list|blog|forum|newsletter|podcast|thread|channel)$"
)
_DOMAIN_RE = compile_lazily(r"[a-z0-9-]{2,}(?:\.[a-z0-9-]+)*\.[a-z]{2,6}", re.IGNORECASE)
_BASED_RE = compile_lazily(
    r"\s(?:based in|living in|who lives in|working in|basée? à|installée? à|vivant à|residente en|"
    r"afincad[oa] en|con sede en|residente a|che vive a|wonend in)\s[A-ZÀ-Þ].*$"
)
_NUMBERED_RE = compile_lazily(r"^\d{1,3}(?:st|nd|rd|th|e|er|ème|º|ª)\s[A-Z]")
BRACKETED_RE = compile_lazily(r"^(.*\S)\s*[(（]([^()（）]+)[)）]$")
_TITLE_ARTICLE = (
    r"^(?:The|A|An|Le|La|Les|Un|Une|Der|Die|Das|Ein|Eine|El|Los|Las|Una|Il|Lo|Gli|I|O|Os|As|Um|Uma|"
    r"De|Het|Een|En|Ett|Den|Det)\s"
)
_OCCASION_END_RE = compile_lazily(
    r"(?:Address|Speech|Lecture|Sermon|Memoirs?|Diar(?:y|ies)|Letters?|Essays?|Poems?|Confessions|"
    r"Meditations|Mémoires|Journal|Discours|Lettres?|Rede|Briefe?|Tagebuch|Tagebücher|Discurso|"
    r"Memorias|Diario|Lettere?|Discorso|Memorie|Diário|Cartas?)$|\b(?:[Aa]ddress|[Ss]peech) \d{4}$|"
    r"\b(?:[Aa]ddress|[Ss]peech|[Ll]ecture|[Ss]ermon) (?:to|from|at|on|in) (?:the )?[A-Z]",
    re.IGNORECASE,
)
_WORK_NOUN_RE = compile_lazily(
    r"Book|Letters?|Epistles?|Discourses?|Dialogues?|Sermons?|Speeches|Tale|Story|Songs?|Ballad|"
    r"Ode|Essays?|Notes|Thoughts|Reflections|Diary|History|Lives|"
    r"Poems|"
    r"Livre|Histoire|Traité|Éloge|Essai|Critique|Mémoires|Chants?|Libro|Historia|Ensayo|Elogio|"
    r"Crítica|Cantos?|Livro|História|Ensaio|Memórias|Storia|Saggio|Trattato|Canti|Buch|Geschichte|"
    r"Kritik|Lob|Briefe|Boek|Geschiedenis|Bok|Kniha|Księga|Książka|Книга|История|Записки|Книга|"
    r"Історія"
)
# A description without a word that is known: "a keen sailor from Duluth", "Gärtner aus Köln".
_DESCRIBED_RE = compile_lazily(
    r"^(?:an?|the|une?|ein|eine|un|una|uno|um|uma|een|en|ett)?\s?"
    r"(?P<role>(?:[a-zà-ÿß]|[A-ZÄÖÜ][a-zäöüß]+(?=\saus\s))[\w\s’'-]*?)"
    r"(?:\s(?:from|aus|uit|från|fra|in|din|из|з|ze|z|à)\s(?P<place>[^\W\d_]\S.*))?$"
)
# 'a diver', 'a Labour supporter': unlike 'a giornalisti', it ends in a consonant.
_ENGLISH_NOUN_RE = compile_lazily(
    r"an?\s(?:[A-Za-z][\w’'-]*\s){0,3}[a-z][a-z’'-]*[b-df-hj-np-rtv-z]"
)
# The place and the publisher of a book: 'MA: Example Press'.
_IMPRINT_RE = compile_lazily(
    r"[A-ZÀ-Þ][^:]{1,30}: .*\b(?:Press|Books|Verlag|Publish(?:ers?|ing)|Éditions?|Editorial|"
    r"Edizioni|Editions|Editora|Uitgeverij|Förlag|Forlag|Wydawnictwo|House|University)"
)
_LYRICS_RE = compile_lazily(
    r"(?:lyrics|words|refrain|letra|paroles|songtext|liedtext|testo|letra da música)\s"
    r"(?:to|of|from|de|du|zu|aus|di|da)\s(?P<title>[A-ZÀ-Þ].*)$"
)
# What somebody did, and no office: 'who served in three administrations', 'who runs a charity'.
_VERB_RE = compile_lazily(
    r"who\s(?!(?:is|was|has been|became)\b)(?:\w+ly\s)?\w+(?:ed|s|t|ote|ent|ame|ew|an|ave)\s"
)
_NOW_RE = compile_lazily(r"\sand (?:is|was|has|who|now|later|then)\s.*$")
# The town of an organisation, before its state: 'Liberty University in Lynchburg'.
_SEAT_RE = compile_lazily(r"\sin\s(?P<town>[A-Z][\w.’'-]+(?:\s[A-Z][\w.’'-]+){0,2})$")
_FROM_RE = compile_lazily(r"^(?:of|from|aus|de|uit|från|fra|из)\s")
_ORIGIN_RE = compile_lazily(
    r"^(?P<role>.*\S)\s(?P<preposition>from|aus|uit|från|fra|à|in|din|из|з|ze|"
    r"z)\s(?P<place>[A-ZÀ-ÞА-Я].*)$"
)


@dataclass(slots=True)
class RestOfLine:
    """What the parts after the name say."""

    roles: tuple[str, ...] = ()
    affiliation: str = ""
    publication: str = ""
    place: str = ""
    is_weak: bool = False  # Only its capital shows the affiliation.


def read_rest(parts: list[str], affiliation: str, *, is_cited: bool = False) -> RestOfLine:
    rest, party = RestOfLine(affiliation=affiliation), ""
    town = ""
    is_interview = False  # What follows the interviewer is where the interview appeared.
    has_occasion = False  # What follows it unknown is its place.
    for part in parts:
        if _STATE_RE.fullmatch(part) and not (rest.place or rest.publication):
            # 'Camden, Maine': what its capital alone showed to be an employer is the town.
            rest.place = f"{town}, {part}" if town else part
            rest.affiliation = "" if town and rest.affiliation == town else rest.affiliation
            if (seat := _SEAT_RE.search(rest.affiliation)) and not town:
                rest.place = f"{seat['town']}, {part}"
                rest.affiliation = rest.affiliation[: seat.start()]
            continue
        if part.casefold() in PLACES:
            rest.place = f"{rest.place}, {part}" if rest.place else part
            continue
        if not cut_day(f" {part}") or is_partial_date(part):
            continue
        if case := _IN_CASE_RE.search(part):
            rest.publication = rest.publication or case["title"]
            continue
        if _IMPRINT_RE.fullmatch(part):
            continue
        if ": " in part and is_capitalised(part) or _DOMAIN_RE.fullmatch(part):
            rest.publication = rest.publication or part
            continue
        if not (rest.roles or rest.affiliation or rest.publication) and is_work(
            part, is_cited=is_cited
        ):
            rest.publication = part
            has_occasion = is_occasion(part)
            continue
        if clause := re.match(
            r"^(?:who|qui|que|quien|che|кто|котор\w+|który|která?|som)\s"
            r"(?:(?:is|was|est|es|è|é|är|er|jest|je)\s)?(?P<rest>\S.*)$",
            part,
        ):
            if not is_office_phrase(part) or _VERB_RE.match(part):
                continue
            part = _NOW_RE.sub("", clause["rest"])
        if _CLAUSE_RE.fullmatch(part) and not is_office_phrase(part):
            continue
        if _WHOSE_RE.match(part) or _DEGREE_RE.fullmatch(part):
            continue
        described = _DESCRIBED_RE.match(part)
        if described and (re.match(r"^an?\s", part) or not _TOLD_RE.match(part)):
            is_plain = not is_office_phrase(part) and not has_organisation_word(part)
            if described["place"] and is_plain and not is_occasion(part):
                rest.roles += (described["role"],)
                rest.place = described["place"]
                continue
        if _ENGLISH_NOUN_RE.fullmatch(part) and not is_occasion(part, after_role=True):
            rest.roles += (part.split(" ", 1)[1],)
            continue
        if (
            PLATFORM_RE.fullmatch(part)
            or _BROADCAST_RE.search(part)
            and not rest.publication
            and is_capitalised(part)
            and not is_office_phrase(part)
        ):
            rest.publication = rest.publication or part
            continue
        if PAGES_RE.match(part) or MEMBERSHIP_RE.fullmatch(part) and re.match(r"^[RDI]-", part):
            continue
        if _AT_OCCASION_RE.match(part):
            continue
        if _LAUREATE_RE.match(part):
            rest.roles += (part,)
            continue
        if (
            is_office_phrase(part)
            and not _IN_ARTICLE_RE.match(part)
            and not is_occasion(part, after_role=True)
        ):
            bracketed = BRACKETED_RE.match(part)
            if (
                bracketed
                and is_party(bracketed[2])
                and (bracketed[1].islower() or not has_organisation_word(bracketed[1]))
            ):
                part, party = bracketed[1], party or bracketed[2]
            part = _BASED_RE.sub("", part)
            origin = _ORIGIN_RE.match(part)
            if origin and _is_origin(origin):
                rest.place, part = origin["place"], origin["role"]
            role, place = split_office(part)
            if place and _AUTHOR_RE.search(role) and QUOTED_RE.search(part):
                rest.publication, place = rest.publication or place, ""
            if place and rest.affiliation:
                role = part if role else place
            else:
                rest.affiliation = rest.affiliation or place
            if role:
                rest.roles += (role,)
            continue
        if _UNNAMED_MEDIUM_RE.fullmatch(part):
            continue
        if dative := _DATIVE_RE.match(part):
            rest.publication = rest.publication or clean_publication(dative["where"])
            continue
        if POST_NOMINALS_RE.fullmatch(part):
            rest.roles += (part,)
            continue
        if match := _TOLD_RE.match(part):
            where = cut_day(match["where"])
            is_interviewer = " " in where and is_name(where) and not is_medium(where)
            if is_interviewer and _BY_INTERVIEWER_RE.match(part):
                is_interview = True
                continue
            if title := QUOTED_RE.search(where):
                rest.publication = rest.publication or title["title"].strip(" ,.")
                has_occasion = True
                continue
            if where.islower() and guess_kind(where) == "publication":
                rest.publication = rest.publication or where
                continue
            is_named = is_capitalised(strip_determiner(where)) or re.match(
                r"[a-z]{1,3}[A-Z]", where
            )
            if not is_named or re.match(r"^[A-Z]+s\b", where):
                has_occasion = has_occasion or is_occasion(part)
                continue  # 'speaking to reporters', 'to MPs'
            if (
                guess_kind(where) == "publication"
                or re.match(
                    r"(?:told|speaking|writing|dissenting|concurring|quoted|cited|zit|interview|"
                    r"in a |"
                    r"published|in an)",
                    part,
                    re.IGNORECASE,
                )
                or _MEDIUM_RE.match(part)
                or _PROGRAMME_END_RE.search(where)
                or PLATFORM_RE.fullmatch(where)
                or _BROADCAST_RE.search(where)
                or (_ADDRESSED_RE.match(part) and is_acronym(where.replace(".", "")))
            ):
                rest.publication = rest.publication or clean_publication(where)
            elif _FROM_RE.match(part):
                rest.place = where
            continue
        if lyrics := _LYRICS_RE.match(part):
            rest.publication = rest.publication or lyrics["title"]
            continue
        if _FROM_RE.match(part):
            rest.place = _FROM_RE.sub("", part)
            continue
        if _PUBLICATION_END_RE.search(part) and not rest.publication and not rest.roles:
            rest.publication = part
            continue
        name = part if part[:1].isupper() else strip_determiner(part)
        is_title = re.match(r"^The \w+ of ", part) and not has_organisation_word(part)
        if is_title or _OCCASION_RE.match(name) or is_occasion(part, after_role=bool(rest.roles)):
            has_occasion = not is_title
            rest.publication = rest.publication or name
            continue
        is_set = bool(rest.affiliation or rest.publication) or has_occasion
        if is_interview and is_capitalised(name) and not rest.publication:
            rest.publication = name
            continue
        if _is_publication(part) and not rest.roles and not is_set:
            rest.publication = clean_publication(part)
        elif has_organisation_word(part) and (not rest.affiliation or rest.is_weak):
            if rest.affiliation:
                rest.roles += (rest.affiliation,)
            rest.affiliation, rest.is_weak = name, False
        elif guess_kind(part) == "publication" and not is_set:
            rest.affiliation = name
        elif (is_capitalised(name) or _NUMBERED_RE.match(name)) and not is_set and not rest.place:
            rest.affiliation, rest.is_weak, town = name, bool(rest.roles), name
        elif is_capitalised(name):
            if _is_publication(part) and rest.publication:
                continue  # 'Question Time, Hansard'
            if len(name.split()) > 3 or is_cited and rest.publication and not has_occasion:
                continue  # The organisation again, in another language; or a book's publisher.
            rest.place = f"{rest.place}, {name}" if rest.place else name
        else:
            rest.roles += (name,)
    rest.affiliation = rest.affiliation or party
    return rest


def is_medium(text: str, *, is_broadcast: bool = False) -> bool:
    """Return whether a name is a publication's, a broadcaster's or a platform's beyond doubt.

    `is_broadcast` if a name such as 'SVT:s Agenda' may be a programme's.
    """
    bare = strip_determiner(text)
    return (
        (is_broadcast and bool(_BROADCAST_RE.search(bare)))
        or guess_kind(bare) == "publication"
        or bool(PLATFORM_RE.fullmatch(bare))
        or (is_acronym(bare.replace(".", "")) and not has_organisation_word(bare))
    )


def _is_publication(part: str) -> bool:
    return guess_kind(part) == "publication" or part in PUBLICATION


def _is_origin(origin: re.Match[str]) -> bool:
    """Return whether 'nurse from Bronxville' names a place, not an employer or a subject."""
    place = origin["place"]
    if has_organisation_word(place):
        return False
    is_person = re.match(r"an?\s", origin["role"]) and origin["role"].split()[-1].islower()
    if has_organisation_word(origin["role"]) and not is_person:
        return False
    if is_known_organisation(place):
        return False
    if origin["preposition"] == "à" and " " in place and place.casefold() not in PLACES:
        return False  # 'éditorialiste à France Télévisions'
    is_described = re.match(r"an?\s", origin["role"])  # 'a union organiser in Detroit'
    return origin["preposition"] != "in" or bool(is_described) or place.casefold() in PLACES


def is_work(part: str, *, is_cited: bool) -> bool:
    """Return whether what follows a bare name is the title of a book, report, speech or case.

    `is_cited` if a year alone follows, as after the titles of books.
    """
    if re.search(r"\s(?:v|vs|c)\.\s", part) or guess_kind(part) == "document":
        return is_capitalised(part) and not is_office_phrase(part)
    part = part.title() if part.isupper() and " " in part else part
    tokens = part.split()
    if _OCCASION_END_RE.search(part) and is_capitalised(part):
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
    if len(tokens) > 2 and _WORK_NOUN_RE.fullmatch(tokens[0]):
        return True
    if re.search(r"\w[’']s\s\w+$|\w[’']$", part) and not re.match(r"^[LD][’']", part):
        return True
    if is_cited and not is_acronym(part):
        return True
    return len(tokens) > 2 and any(
        word.islower() and len(word) > 3 and word not in PARTICLES for word in tokens[1:]
    )


def is_bracketed_title(text: str) -> bool:
    """Return whether brackets behind a name hold a title: '(The Life of Great Cities)'."""
    if is_work(text, is_cited=False):
        return True
    head = re.split(r"\s(?:of|de|von|der|des|del|di|van)\s", text, maxsplit=1)[0]
    is_long = len(text.split()) > 3 and bool(re.match(_TITLE_ARTICLE, text))
    return is_long and not is_office_phrase(head) and not has_organisation_word(text)


def clean_publication(text: str) -> str:
    text = re.sub(r"^(?:in|on|via|to)\s", "", cut_day(trim_part(text)))
    text = re.sub(
        r"^(?:the newspaper|the magazine|le journal|le quotidien|l[’']hebdomadaire|le magazine|"
        r"der Zeitung|dem Magazin|dem Sender|der Nachrichtenagentur|el diario|il quotidiano|"
        r"o jornal|de krant|газете|изданию|агентству|журналу|the|der|dem|den)\s(?=\S)(?!Spiegel|"
        r"Standard)",
        "",
        text,
    )
    text = QUOTED_RE.sub(lambda match: match["title"], text)
    return _PUBLICATION_NOUN_RE.sub("", text) if re.search(r"[\"“]", text) else text


def cut_day(text: str) -> str:
    """Remove the day at the end: 'on Tuesday', 'am Sonntag', 'last week'."""
    day = _WHEN_RE.search(text)
    if day and _SURNAME_RE.fullmatch(day[0]):
        return text
    return text[: day.start()] if day else text


def trim_part(text: str) -> str:
    text = text.strip(" ,;:،，-–—·•|/")
    if text.endswith(".") and not re.search(r"(?:\b\w|[A-Z]\w{1,3}|\.\w)\.$", text):
        text = text[:-1]
    return text.strip()


def is_party(text: str) -> bool:
    return (
        bool(re.fullmatch(r"[A-ZÄÖÜ][\w/’'-]*(?: [A-Z]\w*)?", text))
        and not re.match(r"^[RDI]-", text)
        and not text.isdigit()
    )
