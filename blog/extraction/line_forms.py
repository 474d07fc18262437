"""Forms of whole attribution lines that are read before their parts.

'h/t Ann Lee', 'said Ann Lee', 'Commenter "ann" at Slate', 'YouTube: Ann Lee', 'Letter to the
editor, Ann Lee'.
"""

import re
from dataclasses import dataclass

from blog.extraction.dates import join_days
from blog.extraction.kinds import guess_kind
from blog.extraction.line_media import mark_media
from blog.extraction.line_persons import rewrite_persons
from blog.extraction.lines import is_office_phrase
from blog.extraction.reader_letters import LETTER_RE, cut_letter
from blog.extraction.vocabulary import GIVEN_NAMES, load_tables
from lib.lazy_regex import compile_lazily

_TABLES = load_tables("lines")
_VERBS = "|".join(verbs for key, verbs in load_tables("speech").items() if key.startswith("verbs."))
_UPPER = "A-ZÀ-ÞĀ-ŽА-ЯІЇЄҐΆ-Ω"
_PLATFORMS = (
    "YouTube|Twitter|X|Facebook|Instagram|TikTok|Mastodon|Bluesky|LinkedIn|Telegram|Reddit|Threads|"
    "Substack|Podcast|Video|Vimeo|Spotify|TED"
)
_OPENING_RE = compile_lazily(
    rf"^(?:{_TABLES['openings']})\s(?=\d\s[{_UPPER}]|(?:the|an?|les?|la|der|die|een|de|het|el|il|eine?|"
    rf"une?)\s|l[’']|[{_UPPER}@])"
)
# 'a déclaré à l'AFP Mme Anne Roux', 'dijo a la AFP el portavoz': a medium before the speaker.
_TOLD_BY_RE = compile_lazily(
    r"^(?:a\s(?:déclaré|dit|affirmé|expliqué|confié)\sà|(?:dijo|declaró|afirmó|explicó|señaló)\sa|"
    r"(?:disse|afirmou|declarou)\s(?:à|ao)|(?:ha\s)?(?:detto|dichiarato|spiegato)\sa(?:ll|lla)?|"
    r"(?:sagte|erklärte)\s(?:der|dem)|told)[\s’'](?:l[’']|la\s|le\s|el\s|the\s|Agence\s)?"
    rf"(?P<where>[{_UPPER}][\w.-]+(?:\s(?:News|Press|Zeitung))?)\s"
    rf"(?=(?:Mme|M\.|el|la|le|the|der|die|il|o|a)\s|[{_UPPER}][\w’'-]+\s[{_UPPER}])"
)
# 'said Ann Lee', 'confie Bruno Le Roux': a name of two words follows.
_VERB_RE = compile_lazily(
    rf"^(?=[a-zà-ÿа-яёіїє])(?:{_VERBS})\s(?=(?:(?:the|le|la|der|die|de|el|il|"
    rf"o|ks\.|prof\.|dr|gen\.|pos\.)\s)?[{_UPPER}][\w’'-]+(?:\s|$)|(?:il|el|lo)\s[a-z]|l[’'][a-z])"
)
# 'De Luc Roux, ministre', 'D’Henri Roux, conseiller de', 'del presidente Mario Prado'
_OF_PERSON_RE = compile_lazily(
    rf"^(?:[Dd]e\s|[Dd][’'])(?=.*,.*\s(?:de|du|des|sur|à|au)\s)(?=(?P<given>[{_UPPER}][\w-]+)\s)"
)
# 'De Roberto Luz, senador'
_OF_HOLDER_RE = compile_lazily(
    rf"^[Dd](?:e\s|[’'])(?=(?P<given>[{_UPPER}][\w-]+)\s[{_UPPER}][^,]{{1,40}},\s?(?P<rest>[^,]+))"
)
# 'De Rama Roux à propos de la loi', 'de Rama Roux, sur Radio Bleue'
_OF_TOPIC_RE = compile_lazily(
    rf"^(?:[Dd]e\s|[Dd][’'])(?=[{_UPPER}][\w-]+\s[{_UPPER}][\w\s-]{{1,40}}?,?\s"
    r"(?:à propos d|[àa]u? sujet d|sur\s|en réaction|en réponse|lors d|après\s))"
)
_OF_OFFICE_RE = compile_lazily(
    r"^(?:[Dd]el|[Dd]e l[ao]s?|[Dd]u|[Dd][oa]|[Dd]alla|[Dd]ella)\s(?=(?P<office>[a-zà-ÿ]+)\s)"
)
# 'YouTube: Veritasium, “The Universe”'
_PLATFORM_FIRST_RE = compile_lazily(rf"^(?P<platform>{_PLATFORMS})\s?[:/|]\s?(?P<who>[^,]+)")
_COMMENTER_RE = compile_lazily(
    rf"^(?:(?:an?|the|ein|une?|l[’'])\s?)?(?:(?:{_TABLES['users']})\s|(?:网友|網友|用户|用戶|ユーザー(?:の)?))"
    r"[\"“„«‘'「](?P<who>[^\"”“»«’'」]{2,40})[\"”“»’'」]"
    r"(?:\s(?:at|on|in|im|in der|auf|bei|beim|sur|dans|dans le|en|en el|su|nel|em|no|na|op|på|w|v|"
    r"в|на|у|of|de|from)\s"
    r"(?P<where>[^,]{2,60}))?(?=,|$)"
)
# 'Comment by “Sea Sue” on example.org', 'Stack Overflow answer by Ann Lee'
_COMMENT_BY_RE = compile_lazily(
    rf"^(?:(?:an?|the|ein|un)\s)?(?:(?P<platform>(?!Reader|User|Blog)[{_UPPER}][\w.]*(?:\s[{_UPPER}]\w*){{0,2}})\s)?"
    r"(?:(?:[Rr]eader|[Uu]ser|top|[Bb]log)(?:[’']s)?\s)?(?:[Cc]omment|[Aa]nswer|[Pp]ost|[Rr]eview|[Rr]eply|"
    r"Kommentar|[Cc]ommentaire|[Cc]omentario|[Cc]ommento)\s(?:by|from|von|de|di)\s[\"“„«]?"
    r"(?P<who>[^\"”“»«,]{2,60}?)[\"”“»]?(?:\s(?:on|at|in|auf|bei|sur|en|su)\s(?P<where>[^,]{2,60}))?(?=$|,)"
)
# 'SPIEGEL-Interview mit Ann Lee', 'Letter from Ann Lee to the Senate'
_WITH_RE = compile_lazily(
    rf"^(?:(?P<where>[{_UPPER}][\w.]*(?:\s[{_UPPER}][\w.]*){{0,2}})[-\s])?(?:[Ii]nterview|Gespräch|[Ee]ntretien|[Ee]ntrevista|"
    r"[Ii]ntervista|[Ww]ywiad|[Rr]ozhovor|[Ii]ntervju)\s(?:with|mit|avec|con|com|z|s|med|met)\s"
    rf"(?P<who>(?P<given>[{_UPPER}][\w’'-]+)\s[{_UPPER}][^,]+)"
)
_LETTER_OF_RE = compile_lazily(
    r"^(?:(?:an?|the|une|la|ein|una)\s)?(?:(?:open|offener)\s)?(?:[Ll]ettre|[Ll]etter|(?:[Tt]ext |"
    r"[Vv]oice |WhatsApp )?[Mm]essage|"
    r"[Tt]ext|[Nn]ote|[Mm]emo|[Tt]elegram|[Pp]ostcard|SMS|[Nn]achricht|[Tt]elegramm|[Pp]ostkarte|"
    r"[Tt]élégramme|[Mm]ensaje|"
    r"Brief|[Cc]arta|[Ll]ettera|[Ss]peech|[Dd]iscours|Rede|[Dd]iscurso|[Dd]iscorso|[Tt]weet|[Ee]-?mail)"
    rf"\s(?:from|by|of|von|de|di)\s(?P<who>(?P<given>[{_UPPER}][\w’'-]+)\s[^,]+?)"
    r"(?:\s(?:to|an|à|au|aux|a|al|alla|ao)\s[^,]+)?(?=$|,)"
)
# A letter: 'Sigmund Freud an Albert Einstein'
_ADDRESSEE_RE = compile_lazily(
    rf"^(?P<who>(?P<given>[{_UPPER}][\w’'-]+)\s[{_UPPER}][\w’'-]+)\s(?:to|an|à|a|till|til)\s"
    rf"(?P<other>[{_UPPER}][\w’'-]+)\s(?:(?:de|du|von|van|di|la)\s)?[{_UPPER}][\w’'-]+(?=$|,)"
)
# 'Propos recueillis par Anne Sorel : Malik Dahan', 'Anf. 14 Rikard Blomberg'
_COLLECTED_RE = compile_lazily(
    r"^(?:(?:propos recueillis par|interview(?: by)?|entretien avec|aufgezeichnet von|"
    r"intervista di|entrevista de|texto:?)\s"
    r"[^:,]{3,60}\s?:\s(?=\S)|anf\. \d{1,3}\s)",
    re.IGNORECASE,
)
# 'u/quietheron on r/gardening'
_REDDIT_RE = compile_lazily(
    r"^/?(?P<who>u/[\w-]{2,40})\s(?:on|in|auf|sur|en)\s/?(?P<where>r/[\w-]{2,40})$"
)
# 'CGT, par la voix de son délégué Hugo Marchal'
_VOICE_RE = compile_lazily(
    r"^(?P<owner>[^,]{2,60}),?\s(?:par la voix d[eu]|through|via|durch|por boca de|a través de|"
    r"per bocca del?|tramite|via)\s"
    r"(?:s(?:on|a)|its|their|ihren?|seinen?|su|suo|il suo|la sua|haar|zijn)\s(?P<who>[^,]{5,80})$"
)
# A mark of Russian media behind the names of 'foreign agents'.
_AGENT_RE = compile_lazily(
    r"(?<=\w)\*+|\s\((?:признан[ао]?|внесена?|иноагент|инагент)[^()]{0,80}\)"
)
_DOI_RE = compile_lazily(r",?\s?\b(?:doi|DOI):?\s?(?P<doi>10\.\d{4,9}/[^\s,;]{1,100})")
_ARXIV_RE = compile_lazily(r",?\s?\barXiv:\s?(?P<id>\d{4}\.\d{4,5})(?:v\d)?")
_ISBN_RE = compile_lazily(r",?\s?\bISBN[:\s]*[\d-]{10,17}X?", re.IGNORECASE)
# '(23:40)', 'at 41:07', 'ab Min. 12:30', '[1:02:33]'
_TIMESTAMP_RE = compile_lazily(
    r"\s?(?:[(\[](?:(?:at|ab|à|um|min\.?|"
    r"minute)\s)?(?:\d{1,2}:)?\d{1,3}:\d\d(?:\s?[-–]\s?(?:\d{1,2}:)?\d{1,3}:\d\d)?"
    r"(?:\s?(?:min|Min\.|h))?[)\]]|"
    r",?\s(?:at|from|ab|à partir de|desde|da|ab Min(?:\.|ute)|à|@|min(?:ute|\.)?|timestamp|"
    r"Minute)\s"
    r"(?:\d{1,2}:)?\d{1,3}:\d\d\b(?!\s?[AaPp]\.?[Mm]))"
)
# Marks of footnotes, as encyclopedias are copied: 'Ann Lee, 1894[5]', 'Ann Lee¹'.
_NOTE_MARK_RE = compile_lazily(
    r"(?<=[\w.)”\"»’])(?:\[(?:(?:note|nb|n)\s)?\d{1,3}\]){1,6}(?=$|[\s,.;)])|"
    r"(?<=[^\W\d_]{2})[¹²³⁰⁴-⁹]{1,3}(?=$|,)"
)
# '[2006] UKHL 16', '[2019] EWCA Civ 12': the year and number of a British judgment.
_CITATION_RE = compile_lazily(
    r",?\s\[(?P<year>\d{4})\]\s(?:\d{1,2}\s)?[A-Z]{2,6}(?:\s[A-Z][a-z]{1,5})?\s\d{1,5}(?:\s\([A-Z][A-Za-z]{1,8}\))?"
)
# The translator or director of a work, in brackets.
_CONTRIBUTOR_RE = compile_lazily(
    r"\s?[(\[](?:tr(?:ans)?(?:l)?\.(?:\sby)?|translated by|ed(?:s|ited)?(?:\.|\sby)|"
    r"dir(?:ected)?(?:\.|\sby)|übers\.(?:\svon)?|übersetzt von|Übersetzung:?|"
    r"hrsg\.(?:\svon)?|Hg\.|Regie:|reg\.|réal\.|réalisation\s?:|trad\.(?:\s(?:de|di|par))?|dir\.|"
    r"regia:?(?:\sdi)?|reż\.|реж\.|пер\.|tłum\.|vert\.|övers\.)\s"
    r"[^()\[\]]{3,80}?(?:,\s(?P<year>1[89]\d\d|20\d\d))?[)\]]",
    re.IGNORECASE,
)
# 'Regierungssprecher Anton Rot am Montag in Berlin'
_WEEKDAY_AT_RE = compile_lazily(
    r"\s(?:on|am|le|el|il|op|på|na|this|last)?\s?"
    rf"(?i:{join_days('weekdays', 'en de es fr it pt nl sv da')}|"
    rf"{join_days('near_days', 'en de es fr it pt nl')})\s(?:in|en|à|a|em|i|w|v|at)\s"
    r"(?P<place>[A-ZÀ-Þ][\w’'-]+(?:\s[A-ZÀ-Þ][\w’'-]+){0,2})(?=$|,)"
)
# 'NTV canlı yayınında', 'NTV'ye konuştu', 'בריאיון לכאן 11': the medium has an ending or a prefix.
_SUFFIXED_MEDIUM_RE = compile_lazily(
    r",?\s(?P<turkish>[A-ZÇĞİÖŞÜ][\w.]*(?:\s[A-ZÇĞİÖŞÜ][\w.]*){0,3})"
    r"(?:(?:['’]\w{1,4})?\s(?:canlı yayınında|yayınında|programında|"
    r"kanalında|röportajında|gazetesine|ajansına|dergisine)|['’]\w{1,4}\s(?:konuştu|anlattı|"
    r"açıkladı|söyledi))(?=$|,)|"
    r",?\s(?:ב(?:רא|ריא)יון|בשיחה|בתגובה)\s(?:ל|עם\s|"
    r"ב)[-־]?(?P<hebrew>[\u0590-\u05ff][^,]{1,40})(?=$|,)"
)
# 'sous couvert d'anonymat', 'who spoke on condition of anonymity'
_ANONYMOUS_RE = compile_lazily(
    r"(?:,?\swho (?:spoke|talked|was speaking|agreed to speak|asked to speak|insisted))?,?\s(?:"
    r"(?:who (?:asked|requested|wished|wanted|preferred|declined|refused)|"
    r"(?:asking|requesting|declining|refusing)) (?:not to be (?:named|identified)|"
    r"to (?:be (?:named|identified)|remain anonymous)|anonymity)|"
    r"qui (?:a (?:requis|demandé|souhaité)|requiert|souhaite) (?:garder |conserver )?l[’']anonymat|"
    r"que (?:pidió|prefirió|solicitó) (?:el|guardar el|mantener el) anonimato|"
    r"sous (?:couvert|condition) d[’']anonymat|"
    r"(?:speaking )?on (?:the )?condition of anonymity|unter der Bedingung (?:der|von) "
    r"Anonymität|bajo (?:condición de )?anonimato|sob (?:condição de )?anonimato|(?:sotto|"
    r"a) (?:condizione di )?anonimato|op voorwaarde van "
    r"anonimiteit|pod warunkiem (?:zachowania )?anonimowości|на условиях анонимности|"
    r"на умовах анонімності)(?=$|[\s,])",
    re.IGNORECASE,
)
# 'en su cuenta de X', 'із допису у Facebook'
_ACCOUNT_RE = compile_lazily(
    rf",?\s(?:[^\W\d_]{{1,8}}\s){{0,3}}(?:account|cuenta|konto|compte|perfil|profil|profilo|page|"
    rf"página|canal|kanal|допис\w{{0,2}}|пост\w{{0,2}}|"
    rf"сторін\w{{1,3}}|странице|wpis\w{{0,2}}|inlägg|hilo|post)\s(?:on|at|auf|bei|de|do|da|di|su|"
    rf"sur|en|no|na|på|w|v|у|в)\s(?P<where>{_PLATFORMS})(?=$|,)",
    re.IGNORECASE,
)
# 'in a Facebook post', 'dans un message sur X', 'via Facebook Live'
_POST_NOUNS = (
    "post|posting|beitrag|video|vidéo|livestream|live|reel|story|thread|message|statement|"
    "publication|publicación|mensaje|"
    "publicação|mensagem|transmissão|directo|direct|diretta|hilo|inlägg|opslag|innlegg|wpis|"
    "nagranie|bericht|filmpje"
)
_PLATFORM_POST_RE = compile_lazily(
    r"(?:,?\s(?:in|on|with|via|en|dans|em|per|i|på|w|в|у|auf)|,)\s(?:(?:an?|his|her|its|their|"
    r"einem|"
    r"seinem|ihrem|une?|una|uma?|ett?|een)\s)?"
    rf"(?:(?P<front>{_PLATFORMS})[-\s](?i:{_POST_NOUNS})|"
    rf"(?i:{_POST_NOUNS})\s(?:(?:de|su|sur|en|no|na|in|on|auf|till|på|op)\s)?"
    rf"(?P<behind>{_PLATFORMS}))(?=$|,)"
)
_WHO_ASKED_RE = compile_lazily(
    r"(?<=\w),?\swho (?:asked|requested|declined|insisted|preferred)\s[^,]{5,120}$"
)
# 'Port of Leith, press release 12/2023'
_RELEASE_RE = compile_lazily(
    rf"(?<=\w)\.?(?:\s?[,،，、;]\s?|\s[–—-]\s)(?:(?:in|en|em|dans|i|w|v|в|у|per|via|par|por)"
    rf"\s(?:(?:an?|einer?|une?|una?|"
    rf"uma?|ett?|een)\s)?)?(?:{_TABLES['releases']}|(?<=em )nota)(?:\s(?:(?:nr|no|n[°º])\.?\s?)?"
    rf"(?!\d+[-/.]\d+[-/.]\d)\d[\d/-]*(?=$|[,;]))?"
    r"(?=$|\s?[,،，、;]|\s\(|\s\d|\s(?:of|vom|du|del|de|d[aeo]l?|van|af|z|от|від)\s?\d)",
    re.IGNORECASE,
)
# '(ret.)' behind a rank, and the ticker of a company: 'Nova plc (LSE: NVE)'
_BRACKETED_RE = compile_lazily(
    r"\s\((?:[Rr]et\.|[Rr]etired|e\.\s?r\.)\)|\s\((?:NYSE|NASDAQ|Nasdaq|LSE|AIM|TSX|ASX|HKEX|SEHK|"
    r"Euronext|XETRA|FWB|BME|"
    r"B3|TSE|OTC\w*)[^():]{0,8}:\s?[A-Z0-9.]{1,8}\)"
)
# 'Bischöfin i. R. Anna Rot', 'Minister a. D. Bo Rot'
_RETIRED_RE = compile_lazily(
    rf"^(?P<office>[^,]{{3,60}}?\s(?:a\.\s?D\.|i\.\s?R\.|i\.\s?E\.|em\.|e\.m\.))"
    rf"\s(?P<name>[{_UPPER}][\w’'-]+\s[{_UPPER}][^,()]{{1,40}})"
)
# The full stop of a whole line, but for that of an abbreviation.
_FULL_STOP_RE = compile_lazily(r"(?<=[^\W\d_]{5})\.$")
# American: '‘The Ferry,’ 1910'.
_COMMA_IN_MARKS_RE = compile_lazily(r"(?<=\w),(?P<marks>['’\"”])(?=\s)")
# 'Rot, A., lecture in Oslo'
_REVERSED_RE = compile_lazily(
    r"^(?P<last>[A-ZÀ-Þ][\w’'-]+),\s(?P<first>(?:[A-ZÀ-Þ]\.\s?-?){1,3}(?<!\s))(?=,\s[^(\d])"
)
# Behind an office without a comma: 'prezes stowarzyszenia w rozmowie z OKO'.
_IN_TALK_RE = compile_lazily(
    r"(?<=[a-zà-ÿ])\s(?=(?:w rozmowie z|w wywiadzie dla|im (?:Interview|Gespräch) mit|"
    r"dans un entretien (?:à|au|avec)|en entrevista con|em entrevista (?:a|à|ao|para)|"
    r"in un[’']intervista (?:a|al)|v rozhovoru (?:pro|s)|i en intervju med|в интервью)\s)"
)
_KANA_RE = compile_lazily(r"[\u3040-\u30ff]")
_UNNAMED_RE = compile_lazily("[Aa]nonim|[Aa]nonym|ноним|нонім|(?:named|identified)$")
# 'Video statement posted to Telegram by Ann Lee'
_POSTED_BY_RE = compile_lazily(
    rf"^(?:an?\s|the\s)?(?:[a-z]+\s)?(?:video|statement|message|comment|note|photo|clip|thread|post)\s"
    rf"(?:posted|published|shared|uploaded|released)\s(?:to|on)\s(?P<where>{_PLATFORMS})\sby\s"
    rf"(?=[{_UPPER}])",
    re.IGNORECASE,
)
# 'Originally posted by ann77', 'ann77 wrote:'
_FORUM_RE = compile_lazily(
    r"^(?:(?:originally )?(?:posted|written) by|quote from|quoting|zitat von|citation de|cita de|"
    r"citazione di|цитата)[:\s]\s*(?P<by>\S.*)$|"
    r"^(?P<who>[^:,]{2,60}?)\s(?:wrote|writes|said|schrieb|schreibt|a écrit|escribió|ha scritto|"
    r"escreveu|napisał(?:a|\(a\))?|schreef|skrev|писал(?:а|\(а\))?|пишет)\s?:$",
    re.IGNORECASE,
)
# '“Sam,” a nurse in Ohio': no real name. No '“Dune,” a novel by Frank Herbert'.
_ALIAS_RE = compile_lazily(
    rf"^[“\"‘'„«](?P<name>[{_UPPER}][\w’-]+(?:\s[{_UPPER}]\.)?),?[”\"’'“»],?\s"
    rf"(?=(?:an?|une?|eine?|una?|uma?)\s(?!.*\s(?:by|de|di|von|par|por)\s[{_UPPER}]))"
)
_LATE_RE = compile_lazily(
    rf"^(?i:the late|(?:der|die) verstorbene|feue?|el difunto|la difunta|il compianto|la compianta|"
    rf"wijlen|o falecido|a falecida|framlidn[ea])\s(?=[{_UPPER}])(?!Show|Late|Night|Edition)"
)
ATTRIBUTED_BY_RE = compile_lazily(
    r"^(?P<opening>(?:attributed to|attribuée? à|zugeschrieben))\s(?P<who>[^,]+?)\s"
    rf"(?:by|par|von)\s(?=[{_UPPER}])[^,]+$",
    re.IGNORECASE,
)
# '(2023年1月4日の年頭会見)', '官房長官は会見で', '据路透社报道'
_JA_OCCASION_RE = compile_lazily(r"(?<=[年月日])の[^()（）]{1,20}(?=[)）])")
_JA_TOPIC_RE = compile_lazily(r"(?<=\w)[はが](?:[^、。（(]{0,20}で)?、?$")
_ZH_REPORTED_RE = compile_lazily(
    r"^(?:据|根据|據|根據)(?P<who>[^，,]{2,20}?)(?:的)?(?:报道|報道|報導|消息|透露)$"
)
_AR_OCCASION_RE = compile_lazily(
    r"\s(?:في|خلال|أثناء|عبر)\s(?:ال)?(?:مؤتمر|مقابلة|حوار|خطاب|كلمة|تصريح|تصريحات|لقاء|بيان|"
    r"جلسة)\S*(?:\s(?!ل(?:وكالة|صحيفة|قناة|شبكة|موقع|مجلة|إذاعة|تلفزيون|جريدة)\s)[^\s،,]+)*"
    r"(?=$|\sل(?:وكالة|صحيفة|قناة|شبكة|موقع|مجلة|إذاعة|تلفزيون|جريدة)\s)"
)
_UNNAMED_AUDIENCE_RE = compile_lazily(
    rf"(?:\s[—–-]|,)?\s(?:{_TABLES['unnamed_audience']})(?=$|,)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line without what surrounds its parts; `url` and `place` may be ''.

    `is_release` if it was a press release, which people write rarely; `is_letter` if a reader's
    letter, with which newspapers print the town.
    """

    text: str
    url: str = ""
    place: str = ""
    is_release: bool = False
    is_letter: bool = False


def prepare_line(text: str) -> Line:
    """Remove openings, timestamps and identifiers, and write rare forms as 'name, part'."""
    url = place = ""
    text = _FULL_STOP_RE.sub("", _COMMA_IN_MARKS_RE.sub(r"\g<marks>,", text))
    if "," in text or is_office_phrase(text):
        text = _IN_TALK_RE.sub(", ", text)
    text = _REVERSED_RE.sub(r"\g<first> \g<last>", text)
    has_digit = any(map(str.isdigit, text))
    if has_digit:
        text = _NOTE_MARK_RE.sub("", text)
    if has_digit and (match := _DOI_RE.search(text)):
        url, text = f"https://doi.org/{match['doi'].rstrip('.)]')}", _DOI_RE.sub("", text)
    elif has_digit and (match := _ARXIV_RE.search(text)):
        url, text = f"https://arxiv.org/abs/{match['id']}", _ARXIV_RE.sub("", text)
    text, is_letter = cut_letter(text)
    if is_release := bool(_RELEASE_RE.search(text)):
        text = _RELEASE_RE.sub("", text)
    if not text.isascii():
        text = (
            _JA_TOPIC_RE.sub("", _JA_OCCASION_RE.sub("", text)) if _KANA_RE.search(text) else text
        )
        text = _AR_OCCASION_RE.sub("", _ZH_REPORTED_RE.sub(r"\g<who>", text))
    if has_digit:
        text = _CITATION_RE.sub(r" (\g<year>)", _TIMESTAMP_RE.sub("", _ISBN_RE.sub("", text)))
    if "(" in text or "[" in text or "*" in text:
        text = _BRACKETED_RE.sub("", _CONTRIBUTOR_RE.sub(_keep_year, _AGENT_RE.sub("", text)))
    text = _RETIRED_RE.sub(r"\g<name>, \g<office>", text)
    if (match := _TOLD_BY_RE.match(text)) and guess_kind(match["where"]) == "publication":
        text = f"{text[match.end() :]}, quoted in {match['where']}"
    for pattern in (_COLLECTED_RE, _OPENING_RE, LETTER_RE, _VERB_RE):
        if match := pattern.match(text):
            text = text[match.end() :]
    text = _strip_of(text)
    if not text.isascii():
        text = _SUFFIXED_MEDIUM_RE.sub(_rewrite_medium, _UNNAMED_AUDIENCE_RE.sub("", text))
    if _UNNAMED_RE.search(text):
        text = _ANONYMOUS_RE.sub("", text)
    text = mark_media(rewrite_persons(text))
    text = _ACCOUNT_RE.sub(r", on \g<where>", text)
    text = _PLATFORM_POST_RE.sub(_rewrite_post, text)
    text = _WHO_ASKED_RE.sub("", text)
    text = _VOICE_RE.sub(
        r"\g<who>, \g<owner>", _REDDIT_RE.sub(r"\g<who> quoted in \g<where>", text)
    )
    text = _ALIAS_RE.sub(r"\g<name>, ", _LATE_RE.sub("", text))
    if match := _FORUM_RE.match(text):
        text = match["by"] or match["who"]
    if match := _POSTED_BY_RE.match(text):
        text = f"{text[match.end() :]}, {match['where']}"
    if (match := _COMMENT_BY_RE.match(text)) and not match["who"].islower():
        where = match["where"] or match["platform"]
        behind = text[match.end() :]
        text = f"{match['who']} quoted in {where}{behind}" if where else f"{match['who']}{behind}"
    elif match := _match_named(text):
        where = match.groupdict().get("where")
        text = f"{match['who']}{text[match.end() :]}" + (f", quoted in {where}" if where else "")
    if match := _COMMENTER_RE.match(text):
        where = f" quoted in {match['where']}" if match["where"] else ""
        text = f"{match['who']}{where}{text[match.end() :]}"
    elif match := _PLATFORM_FIRST_RE.match(text):
        text = f"{match['who']}{text[match.end() :]}, {match['platform']}"
    if match := _WEEKDAY_AT_RE.search(text):
        place, text = match["place"], text[: match.start()] + text[match.end() :]
    return Line(text.strip(), url, place, is_release, is_letter)


def _strip_of(text: str) -> str:
    """Remove the preposition before a name or an office: 'De Luc Roux', 'del presidente'."""
    match = _OF_PERSON_RE.match(text)
    if match and match["given"].casefold() in GIVEN_NAMES:
        return text[match.end() :]
    match = _OF_HOLDER_RE.match(text)
    if match and match["given"].casefold() in GIVEN_NAMES and is_office_phrase(match["rest"]):
        return text[match.end() :]
    if match := _OF_TOPIC_RE.match(text):
        return text[match.end() :]
    match = _OF_OFFICE_RE.match(text)
    return text[match.end() :] if match and is_office_phrase(match["office"]) else text


def _match_named(text: str) -> re.Match[str] | None:
    """Match a letter, a speech or an interview whose author or guest has a known given name."""
    for pattern in (_WITH_RE, _LETTER_OF_RE, _ADDRESSEE_RE):
        if (match := pattern.match(text)) and match["given"].casefold() in GIVEN_NAMES:
            other = match.groupdict().get("other")
            if other is None or other.casefold() in GIVEN_NAMES:
                return match
    return None


def is_forum_line(text: str) -> bool:
    """Return whether a line names the writer of what it precedes: 'Originally posted by ann77'."""
    return len(text) < 80 and bool(_FORUM_RE.match(text.strip()))


def _rewrite_post(match: re.Match[str]) -> str:
    return f", on {match['front'] or match['behind']}"


def _rewrite_medium(match: re.Match[str]) -> str:
    return f", quoted in {match['turkish'] or match['hebrew']}"


def _keep_year(match: re.Match[str]) -> str:
    return f" ({match['year']})" if match["year"] else ""
