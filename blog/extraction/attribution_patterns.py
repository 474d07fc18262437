"""Patterns of the parts after the name in an attribution line."""

import re

from blog.extraction.dates import join_days
from blog.extraction.kinds import CASE_RE
from blog.extraction.vocabulary import load_tables
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
    r"aged? \d+|(?:jg\.|jahrgang) ?\d{2,4}|\d+ (?:years old|ans|"
    r"jahre?|лет|года?|років|роки|рік|años|anni|anos|jaar|år|lat|lata|let|ani|de ani|yaşında|εтών|"
    r"ετών|jährig)|"
    r"\d+(?:\.\d+)+|at \[\d+\]|\[\d+\]|§+ ?\d.*|cols?\.? \d+.*|"
    r"(?:by|per|via|par|por|pelo) (?:e-?mail|phone|text|telefon|courriel|téléphone|"
    r"correo(?: electrónico)?|teléfono|telefone)|"
    r"t\. ?[\dIVXLC]+|pág(?:ina)?s?\.? ?\d.*|(?:кн|ч|гл|т|стр|с)\. ?\d.*|(?:str|blz|sid|fol|sz|"
    r"σ|d)\. ?\d.*|"
    r"(?:folge|episode|épisode|episodio|ep\.|odcinek|díl|выпуск|avsnitt|afsnit|aflevering)\s#?\d+|"
    r"n[.°º]\s?\d.*|\[\d{4}\] [A-Z].*\d.*|(?:\d+|[IVX]{1,5}[a-z]?) [A-Z][a-zA-Z]{1,3} \d+/\d+|"
    r"dissenting|concurring|\d+ (?:U\.\s?S\.|S\. Ct\.|F\.[23]d) \d+|"
    r"(?:probably|supposedly|allegedly|(?:loosely )?(?:adapted|modified|misattributed)|"
    r"probablement|wahrscheinlich|angeblich|probablemente|adapté|adaptado|probabilmente|"
    r"attributed|attr\.|apocryphal|paraphrased|zugeschrieben|attribué|atribuido|attribuito|"
    r"said|says|added|wrote|writes|sagt|sagte|dit|a dit|a déclaré|dijo|disse|ha detto|zei|sa|"
    r"säger|sier|siger|powiedział|powiedziała|řekl|řekla|сказал|сказала|заявил|заявила|сказав|"
    r"сказала)|(?:born|née?|geb\.|geboren|born in|né en|født|född)\s.*)$",
    re.IGNORECASE,
)
# What somebody wrote, without a title: 'Charles Darwin, autobiography'.
GENRE_RE = compile_lazily(
    r"(?:his|her|their|private|unpublished)?\s?(?:(?:auto)?biography|notebooks?|diar(?:y|ies)|memoirs?|"
    r"journals?|essays?|poems?|aphorisms?|tagebuch|tagebücher|notizen|briefe|erinnerungen|gedichte?|"
    r"journal intime|carnets?|mémoires|autobiographie|diarios?|memorias|autobiografía|cuadernos|"
    r"diari|memorie|quaderni|autobiografia|diários?|memórias|cadernos|дневник(?:и|ов)?|записки|"
    r"воспоминания|письма)"
)
# A text and whom it is for: 'report to the Senate', 'Brief an den Magistrat'. No office there.
SENT_TEXT_RE = compile_lazily(
    r"(?:in\s)?(?P<text>(?:(?!(?:in|an?|een|ein|einem|une?|una|uma?)\s)\w+\s)?"
    r"(?:reports?|memos?|memorandum|petition|submission|evidence|testimony|dispatch|telegram|cable|message|notes?|letters?|e-?mails?|bericht|brief|eingabe|schreiben|denkschrift|"
    r"gutachten|botschaft|telegramm|rapport|mémoire|lettre|pétition|télégramme|informe|carta|petición|"
    r"memorial|mensaje|relazione|lettera|petizione|messaggio|relatório|petição|mensagem|brev|raport|"
    r"доклад|письмо|записка|обращение|лист|звернення)\s"
    r"(?:to|before|an|au|aux|à|a|al|all[’']|alla|ai|ao|aos|aan|till?|do|к|до)(?=\s|(?<=[’'])).*)",
    re.IGNORECASE,
)
# Offices of companies, without a name: 'CEO, Nexus Freight'.
BUSINESS_RE = compile_lazily(
    r"(?:[Aa]n?\s|[Tt]he\s)?(?:(?:[Cc]o-?|[Mm]anaging\s|[Ff]ormer\s|[Ss]enior\s|[Ee]xecutive\s)?(?:CEO|CFO|CTO|COO|CMO|"
    r"CIO|CISO|[Ff]ounder|[Oo]wner|[Dd]irector|[Mm]anager)|Chief\s(?:[A-Z]\w+\s(?:&\s)?){1,4}Officer|"
    r"(?:[A-Z]\w+\s){1,2}(?:Manager|Director))"
)
# Roles of people who are not employed by a newspaper that follows: 'minister', 'novelist'.
OUTSIDER_RE = compile_lazily(
    r"\b(?:\w*minister|ministre|ministr[oa]|senat\w+|mayor|maire|alcalde|alcaldesa|sindaco|sindaca|"
    r"bürgermeister\w*|member of parliament|MPs?|MEPs?|député\w*|diputad[oa]|deputad[oa]|"
    r"abgeordneter?|ambassador|novelist|poet|philosopher|historian|playwright|semiotician|"
    r"schriftsteller\w*|écrivaine?|romancière?|escritora?|scrittore|scrittrice|physicist|biologist|"
    r"virologist|epidemiologist|sociologist|act(?:or|ress)|singer|musician|composer|lawyer|judge|"
    r"министр|депутат|сенатор|писатель|поэт|философ|историк)\b",
    re.IGNORECASE,
)
QUOTED_RE = compile_lazily(r"[\"“„”«»‘‚›‹「『](?P<title>[^\"”“»«」』›‹]{2,120})[\"”“»«’‘›‹」』]")
TOLD_RE = compile_lazily(
    r"^(?:said |speaking |talking |testifying |addressing |writing |dissenting |concurring |"
    r"quoted |cited |reported |interviewed |interview |as |seen |published |"
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
    r"інтерв’ю|беседе|entretien|entrevista|declaraciones|intervista|gesprek|vraaggesprek|diálogo|"
    r"conversación|charla|conversa|declarações|"
    r"dialogo|colloquio|conversation|"
    r"комментарии|коментарі|эфире|ефірі|tribune|chronique|розмові|разговоре) |entretien |"
    r"entrevista |intervista |"
    r"rozmowa |"
    r"wywiad |rozhovor |интервью |intervju |declaraciones |au micro |à l'antenne |à l’antenne |"
    r"sur le plateau |dans les colonnes |"
    r"in an? (?:\w+ ){0,2}(?:interview|essay|article|column|letter|op-ed|speech|statement|"
    r"blog post|"
    r"tweet|post) )*"
    r"(?:told|tells|to|before|in|on|with|via|vía|laut|nach|n\.|selon|según|secondo|segundo|"
    r"volgens|for|para|"
    r"by|at|from|writing for|par|por|par l[’']|dans|à|au|sur|in der|im|devant|vor|"
    r"gegenüber der|gegenüber dem|tegen het|tijdens de|tijdens|dal|dalla|dall[’']|στη|στο|στον|"
    r"στην|"
    r"bei|gegenüber|en|di|da|a|al|em|no|na|ao|à|aos|su|sul|sulla|nel|nella|con|con la|com|com o|"
    r"com a|avec|de|du|d[’']|mit|mit der|mit dem|с|із|з|у|на|для|dla|pro|z|s|pentru|în|la|till?|i|"
    r"med|på|tegen|met|aan|в|w|v|by the|à la|sur)\s+(?P<where>\S.*)$",
    re.IGNORECASE,
)
STATE_RE = compile_lazily(load_tables("lines")["states"], re.IGNORECASE)
# 'г. Кинешма', 'м. Львів'
TOWN_RE = compile_lazily(r"(?:г|гор|с|пос|пгт|дер|м|смт)\.\s?(?=[А-ЯЁІЇЄҐ])")
# Words that lead from a speaker to the medium that they spoke to.
MEDIUM_RE = compile_lazily(
    r"(?:cité|citad|citat|zitiert|invité|interrog|interview|entrevist|intervist|ospite|geciteerd|"
    r"citerad|sitert|cytowan|citován|entretien|rozmowa|wywiad|rozhovor|интервью|intervju|"
    r"declaraciones|au micro|à l[’']antenne|sur le plateau|dans les colonnes|(?:in|en|en una|"
    r"em uma|em|w|v|в|у|i|"
    r"într-un|într-o|dans une?|im|in einem|in un[’']|in een|i en|i et) ?"
    r"(?:interview|intervju|gespräch|interviu|wywiadzie|rozmowie|rozhovoru|интервью|інтерв|"
    r"беседе|entretien|entrevista|declaraciones|intervista|gesprek|vraaggesprek|diálogo|"
    r"conversación|charla|conversa|declarações|"
    r"dialogo|colloquio|conversation|комментарии|"
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
BROADCAST_RE = compile_lazily(
    r"^(?:the\s)?(?:(?:ABC|ARD|BBC|CBS|CNN|ITV|MDR|NBC|NDR|NRK|ORF|RTL|RTP|SRF|SVT|SWR|TVE|WDR|ZDF|Rai|Radio|Rádio|Televisión)\s(?=[A-Z\d])|"
    r"Fox\s(?:News|Business|Sports|Nation|\d)|Sky\s(?:News|Sports?|Arts|TG|Italia|Deutschland|Max|\d)|"
    r"(?:Canale?|Kanal)\s(?:\d|Plus|Sur|Once|Extra|Cinque|Italia))"
    r"(?!.*\b(?:Schools?|FC|Museum|Bank|Street|Road|Studios?|Hall|Tower|Centre|Center|Theatre|Orchestra|"
    r"Symphony|Philharmonic|Foundation|Club|City|Building|Singers|Group|Holdings|plc|Ltd|Inc)\b)|"
    r"\w[a-z](?:TV|Tv)$|(?<!English )(?<!Bristol )(?<!North )(?<!Beagle )\bChannel$|"
    r"\bRevista de \w.*$|"
    r"^[A-ZÄÖÜ]{2,5}[-:]\w|\b(?:\w*[Mm]agazin|[Tt]alkshow|[Ss]how|[Tt]agesthemen|\w*[Rr]adio|TV)$|"
    r"\w(?:nieuws|uur|intervju|podden|podcast)$|"
    r"-(?:Kolumne|Interview|Podcast|Newsletter|Gastbeitrag|Kommentar|Talk|Sendung)$"
)
AUTHOR_RE = compile_lazily(
    r"(?:author|auteure?|autora?|autorin|autore|autrice|författare|forfatter|schrijver|schrijfster|"
    r"автор|yazarı)$",
    re.IGNORECASE,
)
# 'ante la prensa', 'a este diario', 'sous couvert d'anonymat': whom it was told to, and how.
UNNAMED_MEDIUM_RE = compile_lazily(
    r"(?:to|a|à|al|alla|ao|ante|devant|vor|gegenüber|aan|tegen|till?|przed|před)\s"
    r"(?:(?:the|la|le|les|los|las|el|este|esta|ce|cette|questo|questa|this|our|deze|de|der|den|"
    r"dieser|dieser|denne|o|os)\s)?[a-zà-ÿ]+|.*\banonym(?:ity|at|ität|iteit|itet)|.*\banonimato?|"
    r".*\bанонимност\w+|a (?:preguntas?|consultas?) de (?:este|esta|la|los|las) \w+|a domanda .*|"
    r"sur question .*|auf nachfrage .*"
)
BY_INTERVIEWER_RE = compile_lazily(
    r"(?:(?:in an? |im |dans une? |en una? |em |in un[’'] ?)?(?:as told to|interview(?:ed)? by|"
    r"(?:as )?(?:reported|recalled|related|recounted) by|interview (?:with|mit|von|med)|"
    r"aufgezeichnet von|"
    r"(?:propos )?recueillis? par|"
    r"entretien avec|interview[ée]+ par|entrevist[ao]d?[ao]? (?:por|de)|"
    r"intervist[ao]t?[ao]? (?:da|di)|geïnterviewd door|intervjuad av))\s",
    re.IGNORECASE,
)
IN_CASE_RE = compile_lazily(rf"(?:^|\bin\s)(?P<title>{CASE_RE.pattern})$")
# 'the daily Dawn', 'state-affiliated Nour News', 'jornal brasileiro Folha': nouns of media.
MEDIUM_NOUN_RE = compile_lazily(
    r"^(?:(?:the|la|le|el|il|o|a|der|die|das)\s)?(?:[a-z]+-(?:affiliated|owned|run|controlled|backed)|"
    r"local|state|(?:(?:news\s)?agency|newspaper|broadcaster|daily|weekly|website|station|magazine|jornal|"
    r"diario|periódico|revista|semanario|journal|quotidien|hebdomadaire|magazine|giornale|quotidiano|"
    r"settimanale|rivista|zeitung|tageszeitung|sender|magazin|krant|agencia|agência|agenzia|agence|"
    r"cadena|canal|emittente|emissora|rádio|radio)(?:\s[a-zà-ÿ]{4,})?)\s(?=[A-ZÀ-Þ])"
)
# 'told Reuters in an interview in Oslo'
IN_INTERVIEW_RE = compile_lazily(r"\sin an? (?:\w+\s)?interview(?:\s(?:in|on|at)\s.*)?$")
AND_RE = compile_lazily(r"\s(?:and|und|et|y|e|en|och|og|&)\s")
# 'on the Today programme'
PROGRAMME_END_RE = compile_lazily(
    r"\s(?:programme?|show|podcast|newsletter|blog|channel|breakfast)$", re.IGNORECASE
)
# 'der anonym bleiben möchte'
CLAUSE_RE = compile_lazily(
    r"(?:der|die|das|welcher?|dat|som|który|która)\s[a-zäöüß]\w*\s(?:[^A-ZÄÖÜ]*\s)?[a-zäöüß]+"
)
# 'в интервью РИА Новости', whose medium follows in the dative.
AT_OCCASION_RE = compile_lazily(
    r"(?:lors d(?:e|u|[’'])|durante|during|while|bei (?:eine|de)[mr]|auf (?:eine|de)[mr]|nel corso|"
    r"na konferencji|na briefingu|tijdens|под час|на брифинге|на пресс-конференции)\b",
    re.IGNORECASE,
)
IN_ARTICLE_RE = compile_lazily(
    r"in an? (?:op-ed|essay|editorial|article|column|letter|statement)\b"
)
LAUREATE_RE = compile_lazily(
    r"(?:Premio|Prix|Prémio|Prêmio) Nobel|Nobelpreisträger|нобелевск|лауреат|laurea[td]",
    re.IGNORECASE,
)
DATIVE_RE = compile_lazily(
    r"(?:в интервью|в комментарии|в эфире|у коментарі|в інтерв['’]ю|"
    r"в ефірі)\s(?P<where>[А-ЯЁІЇЄA-Z«].*)$"
)
ON_AIR_RE = compile_lazily(r"(?:on|sur|su|auf)\s")
# 'alcalde de Soria y ex diputado', 'governor of Maine and one of the richest men'
SECOND_OFFICE_RE = compile_lazily(
    r"\s(?:y|e|ed|et|und|and|och|og|en|i|и)\s(?:(?:un[oa]? de l[ao]s|one of the|eine[rs]? der|"
    r"l[’']une? des|un[oa] de[i]|um dos|uma das|een van de|hoje|hoy|oggi|now)\s.*|"
    r"(?P<office>(?:ex[\s-]?|former\s|ehemalige[rns]?\s|früherer?\s|ancien(?:ne)?\s|antig[oa]\s|oud-)"
    r"[a-zà-ÿß].*))$"
)
ADDRESSED_RE = compile_lazily(r"(?:to|gegenüber|tegen|tegenover|till?|pro|dla|для|pentru|а)\s")
_TABLES = load_tables("lines")
ASIDE_RE = compile_lazily(rf"(?:{_TABLES['asides']})", re.IGNORECASE)
# 'Kommentar in der NZZ', 'tribune parue dans La Croix'
COLUMN_RE = compile_lazily(
    rf"(?:(?:an?|eine?|une?|una?|uma?|een)\s)?(?:{_TABLES['columns']})\s"
    r"(?:(?:published|printed|erschienen|publiée?|parue?|publicad[oa]|pubblicat[oa])\s)?"
    r"(?:in|for|im|für|in der|in dem|in the|dans|pour|en|para|su|sul|sulla|per|em|no|na|w|dla|в|у|"
    r"для|voor|i|för|for|till|til)\s(?:l[’'])?(?P<where>(?:the\s|de\s|het\s)?(?-i:[A-ZÀ-Þ«А-Я]).*)",
    re.IGNORECASE,
)
# 'Ann Lee said at a news conference', 'Ann Lee said on Tuesday': a sentence without its quotation.
SAID_RE = compile_lazily(
    r"^(?P<who>[^,]{3,80}?),?\s(?:said|says|added|tweeted|posted|testified|wrote(?=\s(?:in\sa|on)\s)|"
    r"told\s(?:reporters|journalists|lawmakers|supporters|mps)|sagt|sagte|erklärte|schrieb|"
    r"a\s(?:dit|déclaré|affirmé|écrit|expliqué)|dijo|declaró|afirmó|escribió|ha\s(?:detto|dichiarato|"
    r"scritto|spiegato)|disse|afirmou|declarou|escreveu|zei|schreef|powiedział|powiedziała|"
    r"napisał|napisała|сказала?|заявила?|написала?)(?P<rest>\s(?:(?:in|at|on|during|after|via|"
    r"last|this|yesterday|am|bei|beim|auf|im|in|lors|dans|sur|en|este|durante|el|su|nel|durante|"
    r"em|no|na|op|tijdens|w|podczas|в|на|во)\s.+|"
    rf"(?:{join_days('weekdays', 'en de fr es it pt')}|{join_days('near_days', 'en de fr es it')})"
    r"(?:\s\w+)?))?$",
    re.IGNORECASE,
)
# How long somebody has been what they are: 'resident for 40 years'.
DURATION_RE = compile_lazily(rf"\s(?:{_TABLES['durations']})$", re.IGNORECASE)
# 'Mill County Sheriff’s Office': the body of an office.
BODY_RE = compile_lazily(
    r"^[A-Z].*[’']s?\s(?:Office|Department|Board|Council|Association|Union|Federation|Society|"
    r"Guild)$"
)
# 'à Aurillac (Cantal)': a town and its region.
REGION_RE = compile_lazily(
    r"(?<=\w)(?P<town>\s(?:à|in|en|a|i|w|v|в|у)\s[A-ZÀ-ÞА-Я][\w’'-]+)"
    r"\s\([A-ZÀ-ÞА-Я][a-zà-ÿа-я][\w’' -]+\)$"
)
# The records of parliaments: 'Handelingen II 2018/19'
RECORD_RE = compile_lazily(
    r"(?:Hansard|H[CL] Deb(?:ates)?|Handelingen|Plenarprotokoll|Stenographischer Bericht|"
    r"Diario de Sesiones|"
    r"Diário da Assembleia|Congressional Record|"
    r"Compte rendu (?:intégral|analytique)|Resoconto stenografico|Riksdagens protokoll|"
    r"Sprawozdanie stenograficzne|Стенограмма|"
    r"Стенографический отчёт)\b"
)
# 'Mia Osei on the Slow Water podcast'
HOST_RE = compile_lazily(
    r"(?P<host>[A-ZÀ-Þ]\S+(?:\s[A-ZÀ-Þ]\S+){1,2})\s(?:on|in|for|of|auf|bei|im|in der|sur|dans|en|"
    r"de|no|na|su|i|w)\s(?P<show>\S.*)$"
)
# 'zur dpa', 'beim NDR'
AT_MEDIUM_RE = compile_lazily(
    r"(?:zur|zum|beim|bei der|bei|bij|for|für|pour|voor)\s(?P<where>\S.*)$"
)
WHOSE_RE = compile_lazily(
    r"(?:whose|dont|deren|dessen|cuy[oa]s?|il cui|la cui|cujo|cuja|wiens|wier|vars|hvis|чей|чья|"
    r"чьё|"
    r"jehož|jejíž|którego|której)\s"
)
DEGREE_RE = compile_lazily(
    r"(?:M\.D|Ph\.D|J\.D|D\.Phil|M\.A|M\.Sc|B\.A|B\.Sc|M\.P\.H|R\.N|Esq|LL\.M|Ed\.D)\.?"
)
WHEN_RE = compile_lazily(
    r"\s+(?:on |am |le |el |il |på |op |w |в |la |v |this |este |ce |questo |afgelopen |"
    r"vorige )?(?:(?:last|this|next|late|early) \w+|"
    rf"{join_days('weekdays', 'en de fr es it nl')}|{join_days('near_days', 'en')})"
    r"(?: (?:morning|evening|night|afternoon))?$",
    re.IGNORECASE,
)
# Languages that write days in lower case: in 'Larry Sabato' and 'Ana Domingo' these are surnames.
DAY_AS_SURNAME_RE = compile_lazily(rf"\s(?:{join_days('weekdays', 'fr es it').title()})")
OCCASION_RE = compile_lazily(
    r"(?:(?:joint |written |public |press |opening |closing |final )?statement|"
    r"gemeinsame erklärung|déclaration(?: commune)?|"
    r"speech|lecture|interview|letter|e-?mail|tweet|testimony|address|remarks|press conference|"
    r"sermon|keynote|lettre|discours|conférence|entretien|rede|brief|vortrag|interview|discurso|"
    r"encyclique|encyclical|enzyklika|enc[ií]clica|encyklika|энциклика|"
    r"carta|entrevista|discorso|lettera|речь|письмо|выступление|интервью|przemówienie|projev)\b",
    re.IGNORECASE,
)
PUBLICATION_NOUN_RE = compile_lazily(
    r"\s+(?:magazine|newspaper|newsletter|blog|podcast|the newspaper|journal)$", re.IGNORECASE
)
PUBLICATION_END_RE = compile_lazily(
    r"\b(?:mailing list|blog|forum|newsletter|podcast|thread|channel)$"
)
DOMAIN_RE = compile_lazily(r"[a-z0-9-]{2,}(?:\.[a-z0-9-]+)*\.[a-z]{2,6}", re.IGNORECASE)
BASED_RE = compile_lazily(
    r"\s(?:based in|living in|who lives in|working in|basée? à|installée? à|vivant à|residente en|"
    r"afincad[oa] en|con sede en|residente a|che vive a|wonend in)\s[A-ZÀ-Þ].*$"
)
NUMBERED_RE = compile_lazily(r"^\d{1,3}(?:st|nd|rd|th|e|er|ème|º|ª)\s[A-Z]")
BRACKETED_RE = compile_lazily(r"^(.*\S)\s*[(（]([^()（）]+)[)）]$")
TITLE_ARTICLE = (
    r"^(?:The|A|An|Le|La|Les|Un|Une|Der|Die|Das|Ein|Eine|El|Los|Las|Una|Il|Lo|Gli|I|O|Os|As|Um|Uma|"
    r"De|Het|Een|En|Ett|Den|Det)\s"
)
OCCASION_END_RE = compile_lazily(
    r"(?:Address|Speech|Lecture|Sermon|Memoirs?|Diar(?:y|ies)|Letters?|Essays?|Poems?|Confessions|"
    r"Meditations|Mémoires|Journal|Discours|Lettres?|Rede|Briefe?|Tagebuch|Tagebücher|Discurso|"
    r"Memorias|Diario|Lettere?|Discorso|Memorie|Diário|Cartas?)$|"
    r"\b(?:[Aa]ddress|[Ss]peech) \d{4}$|"
    r"\b(?:[Aa]ddress|[Ss]peech|[Ll]ecture|[Ss]ermon) (?:to|from|at|on|in) (?:the )?[A-Z]",
    re.IGNORECASE,
)
WORK_NOUN_RE = compile_lazily(
    r"Book|Letters?|Epistles?|Discourses?|Dialogues?|Sermons?|Speeches|Tale|Story|Songs?|Ballad|"
    r"Ode|Essays?|Notes|Thoughts|Reflections|Diary|History|Lives|"
    r"Poems|"
    r"Livre|Histoire|Traité|Éloge|Essai|Critique|Mémoires|Chants?|Libro|Historia|Ensayo|Elogio|"
    r"Crítica|Cantos?|Livro|História|Ensaio|Memórias|Storia|Saggio|Trattato|Canti|Buch|Geschichte|"
    r"Kritik|Lob|Briefe|Boek|Geschiedenis|Bok|Kniha|Księga|Książka|Книга|История|Записки|Книга|"
    r"Історія"
)
# A description without a word that is known: "a keen sailor from Duluth", "Gärtner aus Köln".
DESCRIBED_RE = compile_lazily(
    r"^(?:an?|the|une?|ein|eine|un|una|uno|um|uma|een|en|ett)?\s?"
    r"(?P<role>(?:[a-zà-ÿß]|[A-ZÄÖÜ][a-zäöüß]+(?=\saus\s))[\w\s’'-]*?)"
    r"(?:\s(?:from|aus|uit|från|fra|in|din|из|з|ze|z|à)\s(?P<place>[^\W\d_]\S.*))?$"
)
# 'a diver', 'a Labour supporter': unlike 'a giornalisti', it ends in a consonant.
ENGLISH_NOUN_RE = compile_lazily(
    r"an?\s(?:[A-Za-z][\w’'-]*\s){0,3}[a-z][a-z’'-]*[b-df-hj-np-rtv-z]"
)
# 'Trafalgar Square': where people speak to a crowd.
SQUARE_RE = compile_lazily(
    r"(?:[A-ZÀ-Þ][\w’'-]*\s){1,3}(?:Square|Plaza|Gate|Avenue|Boulevard)|Place\s(?:de\s(?:la\s)?|d[eu]\s)?[A-ZÀ-Þ]\w+|"
    r"Plaza\s(?:de\s)?[A-ZÀ-Þ]\w+|Piazza\s(?:del\s)?[A-ZÀ-Þ]\w+|[A-ZÄÖÜ]\w+platz"
)
# The place and the publisher of a book: 'MA: Example Press'.
IMPRINT_RE = compile_lazily(
    r"[A-ZÀ-Þ][^:]{1,30}: .*\b(?:Press|Books|Verlag|Publish(?:ers?|ing)|Éditions?|Editorial|"
    r"Edizioni|Editions|Editora|Uitgeverij|Förlag|Forlag|Wydawnictwo|House|University)"
)
LYRICS_RE = compile_lazily(
    r"(?:lyrics|words|refrain|letra|paroles|songtext|liedtext|testo|letra da música)\s"
    r"(?:to|of|from|de|du|zu|aus|di|da)\s(?P<title>[A-ZÀ-Þ].*)$"
)
# What somebody did, and no office: 'who served in three administrations', 'who runs a charity'.
DEED_RE = compile_lazily(
    r"who\s(?!(?:is|was|has been|became)\b)(?:\w+ly\s)?\w+(?:ed|s|t|ote|ent|ame|ew|an|ave)\s"
)
AND_NOW_RE = compile_lazily(r"\sand (?:is|was|has|who|now|later|then)\s.*$")
# The town of an organisation, before its state: 'Liberty University in Lynchburg'.
SEAT_RE = compile_lazily(r"\sin\s(?P<town>[A-Z][\w.’'-]+(?:\s[A-Z][\w.’'-]+){0,2})$")
OF_BODY_RE = compile_lazily(
    r"^(?:d[oa]s?|del(?:la)?|de la|du|des|d[ea]ll[’']|dei|vom|von der|"
    r"van (?:de|het)|of the)\s(?=[A-ZÀ-Þ])"
)
FROM_RE = compile_lazily(r"^(?:of|from|aus|de|uit|från|fra|из)\s")
ORIGIN_RE = compile_lazily(
    r"^(?P<role>.*\S)\s(?P<preposition>from|aus|uit|från|fra|à|in|en|em|n[oa]s?|a|w|в|din|из|з|ze|"
    r"z)\s(?P<place>[A-ZÀ-ÞА-Я].*)$"
)
WHO_RE = compile_lazily(
    r"^(?:who|qui|que|quien|che|кто|котор\w+|który|która?|som)\s"
    r"(?:(?:is|was|est|es|è|é|är|er|jest|je)\s)?(?P<rest>\S.*)$"
)
# What is not said to a medium, though a name follows: 'in a speech to the Harbour Society'.
SPEECH_TO_RE = compile_lazily(r"in an? (?:\w+ ){0,2}(?:speech|address|letter|lecture|sermon) to\b")
TO_MEDIUM_RE = compile_lazily(
    r"(?:told|speaking|writing|dissenting|concurring|(?:as )?(?:quoted|cited|reported)|zit|"
    r"interview|in a |published|in an)",
    re.IGNORECASE,
)
