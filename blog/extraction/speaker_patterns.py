"""Patterns for the sentences around a passage, by language: where the speaker is named."""

import re
from functools import cache

from blog.extraction import cues
from blog.extraction.people import NAME_WORD, UPPER_LETTERS

_PARTICLE = (
    r"(?:van\sden?|van\shet|von\sden|de|da|do|dos|das|du|des|del|della|di|van|von|vom|der|den|ter|zu|la|le|el|al|bin|ibn|"
    r"ben|y|of the|of|wa|ya|and|for|&|und|et|е|и|i)"
)
NAME = (
    rf"{NAME_WORD}(?:\s(?:{_PARTICLE}\s(?:la\s|der\s|the\s)?)?{NAME_WORD}){{0,6}}(?:\se\.\s?V\.)?"
)
_LOWER = (
    r"(?:(?!(?:was|were|is|are|in|at|on|that|which|who|to|by|from|with|when|after|as|but|has|"
    r"had|have|said|than|because|into|during|about)\s)[^\W\d_A-ZÀ-Þ][\w’'-]*|"
    r"[«“„\"][\w -]{1,30}[»”“\"])"
)
DETERMINER = (
    r"(?:the|a|an|one|another|my|his|her|their|our|its|sus?|suo|sua|suas|seus?|zijn|haar|hun|hans|hennes|deres|mi|mon|ma|son|sa|leurs?|mein|meine|"
    r"seine?|ihre?|mio|mia|meu|minha|min|"
    r"mijn|le|la|les|l[’']|un|une|der|die|das|ein|"
    r"eine|el|los|las|una|il|lo|"
    r"gli|o|os|as|um|uma|de|het|een|den|det|en|et|ein|ο|η|οι|τον?|την?|του|της|των|τους|ال)"
)
_PHRASE = rf"(?:{DETERMINER}\s)?(?:{_LOWER}\s){{0,6}}?(?:{NAME})"
_ROLE_PHRASE = rf"(?:{DETERMINER}(?:\s{{1,40}}|(?<=[lL][’'])))[\w’'-]+(?:\s[\w’'-]+){{0,4}}"
# 'MacRae's deputy'
_OWNED = (
    rf"(?:[{UPPER_LETTERS}][\w-]+(?:\s[{UPPER_LETTERS}][\w-]+)?|(?:[Tt]he|[Hh]is|[Hh]er|[Aa])\s"
    r"[a-z][\w-]+)[’']s\s[^\W\d_A-ZÀ-Þ][\w-]*"
    r"(?:\s[^\W\d_A-ZÀ-Þ][\w-]*){0,2}"
)
_PLAIN_ADVERB = (
    r"\w+ly|also|then|later|once|since|still|again|already|often|sometimes|never|soon|"
    r"również|także|také\s|тоже|также|потом|затем|позже|dann|auch|aber|"
    r"jedoch|puis|ensuite|aussi|después|también|poi|anche|depois|também|apoi|noch|heute|"
    r"gestern|se|s[’']|sich|mi|me|îmi|nos|dagegen|hingegen|indes|derweil|zudem|außerdem|daraufhin|"
    r"schließlich|wiederum|allerdings|unterdessen|alors|encore|aussitôt|pourtant|entonces|ayer|hoy|"
    r"(?:un|une|um)\s(?:jour|fois|dia)|un\sdía|una\svez|uma\svez|un\sgiorno|una\svolta|al\stelefono|"
    r"invece|allora|ieri|oggi|echter|vandaag|gisteren|jednak|wczoraj|hoje|ontem|ainda|också|også"
)
_AUXILIARY = (
    "used to|likes? to|liked to|went on to|goes on to|would|"
    # 'The chairman intervened to say', 'She closed by saying'
    r"(?:intervened|interrupted|paused|rose|stood up|stepped in|broke in|chimed in|came forward|"
    r"wrote(?: in)?|rang(?: in)?|phoned(?: in)?|called(?: in)?|e-?mailed|texted|returned|hastened|"
    r"hurried|proceeded|continued)\sto|"
    r"(?:began|begins|opened|started|starts|continued|closed|closes|ended|ends|finished|concluded|"
    r"responded|responds|replied|replies|answered|explained)\sby|"
    "has|have|had|hat|haben|habe|hatte|a|ont|avait|ha|han|había|tem|am|är"
)
# 'Loredana Bisi gli ha risposto': between a subject and its verb alone.
_OBJECT = "gli|le|lo|ci|vi|ne|lui|leur|les|lhes?|nos|os"
_ADVERB = rf"(?:{_PLAIN_ADVERB}|{_AUXILIARY})"
# 'explicó ayer a Efe la alcaldesa, Ana Ruiz': to whom, before the subject and its article.
_ADDRESSEE = (
    r"(?:(?:[^\W\d_A-ZÀ-Þ][^\s,;:]*\s){0,3}?"
    r"(?:a|al|ao|à|au|alla|allo|agli|tegen|gegenüber|con|com|avec|mit|met)\s"
    rf"{NAME}\s(?={DETERMINER}\s))?"
)
_KIN = (
    "an?|one|une?|eine?|una?|uno|um|uma|een|en|mi|my|mon|ma|meine?|mio|mia|meu|minha|min|mijn|"
    "il mio|la mia|o meu|a minha"
)
# 'a déclaré, en larmes, Ana Ruiz', not 'afirmó, antes de abrazar a su rival, Pedro Gil'
_INSERTION = (
    r"(?:,\s(?![^,]{0,30}\b(?:sus?|son|sa|ses|suo|sua|seu|his|her|zijn|haar|seine[mnr]|ihre[mnr])\s[^\s,]+,)"
    r"[^\W\d_A-ZÀ-Þ][^,.;:“”\"«»„\n]{1,30},)?"
)
# Not to whom: 'ironizó ante los periodistas'.
_NOT_BEFORE = (
    r"(?<!\sante\s)(?<!\sdevant\s)(?<!\sdavanti\sa\s)(?<!\sperante\s)(?<!\sinför\s)(?<!\sforan\s)"
)
_PARTICIPLES = (
    "gesagt|geschrieben|erklärt|betont|erzählt|gemeint|geantwortet|berichtet|formuliert|genannt|"
    "behauptet|gefordert|gewarnt|angekündigt|kritisiert|beklagt|versprochen|versichert|eingeräumt|"
    "zugegeben|festgestellt|gezegd|geschreven|verteld|verklaard|beweerd|gewaarschuwd"
)
# '« … », m’a confié Ana Ruiz', '“…”, le respondió Ana Ruiz'
CLITIC = (
    r"(?:(?:[mtsln][’'](?:y\s|en\s)?|(?:me|te|le|les|lui|leur|nous|vous|nos|gli|ci|vi|mi|ti|lhes?)"
    r"\s)?)"
)
_VERDICT = (
    "message|verdict|view|opinion|assessment|reaction|response|reply|answer|conclusion|judg[e]?ment|"
    "summary|advice|warning|complaint|comment"
)
# 'Paul Ryan, R-Wis., told': a full stop before a comma ends no sentence.
_INSIDE = r"(?:[^.;:“”\"«»„\n]|\.(?=,)|(?<=[A-Z])\.(?=[A-Z]\.))"
APPOSITION = (
    rf"(?:,\s(?P<role>{_INSIDE}{{2,160}}?),(?=\s)"
    r"|,\s(?P<last>[^,.;:“”\"«»„\n]{2,140})|"
    r"\s\((?P<brackets>[^()\n]{1,60})\),?)"
)
# Of a body whose people speak without a name.
_COLLECTIVES = {
    "fr": (
        r"(?:(?i:du côté) d(?:e la |e l[’']|es |u |e )|(?:[Cc]hez|[Àà] la|[Àà] l[’']|[Aa]ux?)\s?)"
        r"(?P<who>{name}),\son\s{verb}"
    ),
    "de": (
        r"(?:(?:[Aa]us|[Bb]ei|[Vv]onseiten|[Vv]on|[Ii]n)\s(?:dem|der|den|des)|[Bb]eim|[Ii]m|[Vv]om)\s"
        r"(?P<who>{name})\s(?P<cue>heißt|hieß)\ses"
    ),
    "es": r"[Dd]esde\s(?:el\s|la\s|los\s|las\s)?(?P<who>{name}|[^\W\d_]+),?\s{verb}",
    "it": r"(?:[Dd]al|[Dd]alla|[Dd]all[’']|[Dd]agli|[Dd]ai)\s?(?P<who>{name}),?\s{verb}",
}
_SOME_WORDS = r"(?:\s[^\s,.;:“”\"«»„]+){1,4}?"
_SOURCES = {
    "en": (
        r"(?P<who>(?:(?:[Aa]n?|[Oo]ne|[Tt]he)\s)?(?:[Ss]ources?|[Ii]nsiders?)\s"
        rf"(?:close\sto|near|in|at|inside|within){_SOME_WORDS})"
    ),
    "es": rf"(?P<who>[Ff]uentes\s(?:del?|próximas\sal?|cercanas\sal?){_SOME_WORDS})",
    "pt": rf"(?P<who>[Ff]ontes?\s(?:d[aeo]s?|próximas?\s[aà]o?){_SOME_WORDS})",
    "it": rf"(?P<who>[Ff]onti\s(?:d\w+|vicine\sa\w*){_SOME_WORDS})",
}
# Behind 'según Peralta' the words after one comma are the sentence.
_CLOSED_APPOSITION = (
    r"(?:,\s(?P<role>[^.;:“”\"«»„\n]{2,160}?),(?=\s)|\s\((?P<brackets>[^()\n]{1,60})\),?)"
)


@cache
def patterns(language: str) -> dict[str, re.Pattern[str]]:
    """Return the patterns of a language by name; their groups are `who`, `cue` and appositions."""
    verb = rf"(?P<cue>(?<!\w)(?:{cues.verbs(language)})(?!\w))"
    pronoun = (
        "|".join(map(re.escape, sorted(cues.pronouns(language), key=len, reverse=True))) or "(?!)"
    )
    who = rf"(?<!\w)(?P<who>(?i:{pronoun})(?!\w)|{_PHRASE}|{_ROLE_PHRASE})"
    sure = rf"(?<!\w)(?P<who>(?i:{pronoun})(?!\w)|{_PHRASE})"
    # 'According to him', not 'according to her lawyer'.
    object_pronoun = r"(?i:him|her|them|lui|elle|ihm|ihr|ihnen)(?=\s*(?:[,.:]|$))"
    named = rf"(?<!\w)(?P<who>{object_pronoun}|(?i:{pronoun})(?!\w)|{_PHRASE}|{_ROLE_PHRASE})"
    gap = r"^[\s,.!?—–\-”“\"»]{0,5}"
    # 'So' and 'aldus' name a speaker behind the words only.
    according = "|".join(
        phrase for phrase in cues.according(language).split("|") if phrase not in ("so", "aldus")
    )
    clitic = CLITIC if language in ("fr", "es", "it", "pt") else ""
    short = r"(?:[^\s,.;:!?“”\"«»„]+\s){0,3}?"
    return {
        # What patterns below need: without it, none of them is tried.
        "verb": re.compile(verb),
        "according": re.compile(rf"(?i:{according})\s|\szufolge(?!\w)"),
        # '“…,” said Jeff Miller, a city councilman in Hendersonville'
        "verb_name": re.compile(
            rf"{gap}(?:{_ADVERB}\s)?{clitic}{verb}(?:-t)?{_INSERTION}[\s-](?:(?:{_PLAIN_ADVERB})\s){{0,2}}{_ADDRESSEE}{short}{_NOT_BEFORE}{who}"
            rf"(?:{APPOSITION})?"
        ),
        # '„…“, hat Rot einmal gesagt'
        "split_perfect": re.compile(
            rf"{gap}(?P<cue>hat|hatte|habe|heeft|had)\s"
            r"(?![^,.;:“”\"«»„]*\s(?:nie|niemals|nicht|kaum|niemand|keiner|nooit|niet|"
            r"(?:ihr|sein|mein|unser)\s[A-ZÄÖÜ]\w*)\s)"
            rf"{who}\s(?:[^\s,.;:“”\"«»„]+\s){{0,5}}?"
            rf"(?:{_PARTICIPLES})(?!\w)"
            if language in ("de", "nl")
            else r"(?!)"
        ),
        # '“…,” Woodard said'
        "name_verb": re.compile(
            rf"{gap}{who}(?:{APPOSITION})?,?\s(?:(?:{_ADVERB}|{_OBJECT})\s){{0,3}}{verb}"
        ),
        # '“…,” Clinton campaign chairman John Podesta told us'
        "office_verb": re.compile(
            rf"{gap}(?P<who>[{UPPER_LETTERS}][^,.;:“”\"«»„\n]{{4,80}}?\s{NAME})(?:{APPOSITION})?,?\s"
            rf"(?:{_ADVERB}\s){{0,3}}{verb}"
        ),
        # 'Woodard said, “…”'
        "before": re.compile(
            rf"{sure}(?:(?<=[hHsS]e)[’'](?:s|d|ve))?(?:{APPOSITION})?,?\s(?:(?:{_ADVERB}|{_OBJECT})\s){{0,3}}{verb}"
            rf"(?P<rest>[^“”\"«»„\n]{{0,160}})$"
        ),
        # 'Rot hat an dieser Stelle behauptet, der Hafen sei „…“'
        "perfect_before": re.compile(
            rf"{sure}(?:{APPOSITION})?,?\s(?:hat|hatte|haben|hatten|heeft|had|hebben)\s"
            r"(?![^,.;:“”\"«»„]*(?<!\w)(?:nie|niemals|nicht|kaum|nooit|niet)\s)"
            rf"(?:[^\s,.;:“”\"«»„]+\s){{1,8}}?(?P<cue>{_PARTICIPLES})(?!\w)"
            r"(?P<rest>[^“”\"«»„\n]{0,160})$"
            if language in ("de", "nl")
            else r"(?!)"
        ),
        "verb_before": re.compile(
            rf"{verb}[\s-](?:{_ADVERB}\s){{0,2}}{sure}(?:{APPOSITION})?(?P<rest>[^“”\"«»„.\n]{{0,100}})[:,—–]?\s*$"
        ),
        # 'Como decía mi abuela, “…”'
        "verb_before_kin": re.compile(
            rf"{verb}\s(?P<who>(?:{_KIN})\s[^\W\d_A-ZÀ-Þ][\w-]*)\s*[,:]\s*$"
        ),
        # 'Du côté de la SNCF, on assure que', 'Aus dem Kanzleramt hieß es'
        "collective": re.compile(
            rf"(?:^\W*|,\s){_COLLECTIVES[language].format(name=NAME, verb=verb)}"
            r"(?P<rest>[^“”\"«»„\n]{0,160})$"
            if language in _COLLECTIVES
            else r"(?!)"
        ),
        # 'A source close to the star told us', 'Fuentes del ministerio replicaron que'
        "sources": re.compile(
            rf"(?:^\W*|(?<!\w)(?=[a-z])){_SOURCES[language]}\s{verb}(?P<rest>[^“”\"«»„\n]{{0,160}})$"
            if language in _SOURCES
            else r"(?!)"
        ),
        # '„…“, so Rot, „…“'
        "interrupted": re.compile(rf",\s(?:so|aldus)\s(?P<who>(?i:{pronoun})(?!\w)|{NAME}),\s*$"),
        # 'The trouble with it, she said, is that “…”'
        "inserted": re.compile(
            rf",\s(?P<who>(?i:{pronoun})(?!\w)|{NAME})\s(?:{_ADVERB}\s){{0,2}}{verb},"
            r"(?P<rest>\s[^“”\"«»„,\n]{2,100})$"
        ),
        # 'Pour la direction, estime-t-elle, c’est « … »'
        "inserted_inverted": re.compile(
            rf",\s{verb}-(?:t-)?(?P<who>il|elle|on),(?P<rest>\s[^“”\"«»„,\n]{{2,100}})$"
            if language == "fr"
            else r"(?!)"
        ),
        # 'Ann Lee, a friend of Bob Ray, who also said that “…”'
        "relative": re.compile(
            rf"(?P<who>{NAME}(?:,\s[^,.;:“”\"«»„\n]{{2,80}})?,\s(?:who|"
            rf"qui|che|que|quien|die|der))(?:,\s[^,.;:“”\"«»„\n]{{2,80}},)?\s(?:{_ADVERB}\s){{0,2}}"
            rf"{verb}(?P<rest>[^“”\"«»„\n]{{0,120}})$"
        ),
        # "The regulator said it was “…”"
        "role_before": re.compile(
            rf"(?:^\W{{0,3}}|[:;]\s|,\s(?:(?:when|as|while|and|but|where|after)\s)?|\bwhat\s)"
            rf"(?P<who>(?i:{_ROLE_PHRASE})|"
            rf"{_OWNED})(?:,\s[^,.;:“”\"«»„\n]{{2,30}},)?\s(?:{_ADVERB}\s){{0,2}}{verb}"
            rf"(?P<rest>[^“”\"«»„\n]{{0,160}})$"
        ),
        # 'Nobody will come, she says: “…”'
        "pronoun_at_end": re.compile(
            rf"{verb}\s(?P<who>(?i:{pronoun}))(?!\w)[^“”\"«»„.,\n]{{0,40}}[:,]\s*$"
        ),
        # '“…” — that was the verdict of Ann Lee', '“…,” was how the lawyer, Ann Lee, put it'
        "verdict": re.compile(
            rf"{gap}(?:(?:that|this|which|so)\s)?(?P<cue>was|is|were)\s(?:(?:also\s)?(?:the|his|her)\s"
            rf"(?:\w+\s)?(?:{_VERDICT})\s(?:of|from|by)|"
            rf"how(?:\s(?:the|its|their|her|his)\s[^,.;:“”\"«»„\n]{{3,50}},)?)\s{who}"
        ),
        # '«…». Queste le parole del tecnico Bruno Neri'
        "words_of": re.compile(
            rf"{gap}(?:Queste|Ecco|Sono|Estas|Son|Ces)\s(?:(?:sono|son|fueron|sont)\s)?"
            rf"(?:le|las|les)\s(?P<cue>parole|palabras|mots)\s(?:[^\s.;:“”\"«»„]+\s){{0,4}}?"
            rf"(?:di|de|del|dal|dalla|della|du)\s(?:(?P<role>[^,.;:“”\"«»„]{{3,60}}?)\s)?{sure}"
        ),
        # 'The plan was called “…” by Ann Lee'
        "passive": re.compile(rf"(?<!\w)(?:{cues.passives(language)})\s*$", re.IGNORECASE),
        "agent": re.compile(
            rf"{gap}(?:[^\W\d_A-ZÀ-Þ][\w’'-]*\s){{0,4}}?(?P<cue>{cues.agents(language)})\s?{who}"
            rf"(?:{APPOSITION})?"
        ),
        # '« … », a-t-il répondu'
        "inverted": re.compile(
            rf"{gap}(?P<cue>(?:a|avait|aurait)-(?:t-)?)(?P<who>il|elle|on)\s"
            r"(?:[a-zà-ÿ]+ment\s)?(?:[^\W\d_]+é\w*|(?:avert|réag|rug|gém|renché?r|surenché?r|glap|vom)i|"
            r"(?:ré|cor)?(?:pond|répond)u|(?:re)?dit|écrit|soutenu|convenu|reconnu|promis|admis|redit|conclu|souri|ri)(?!\w)"
            if language == "fr"
            else r"(?!)"
        ),
        # 'Selon le maire de Lorient, Paul Roy, « … »'
        "according_name": re.compile(
            rf"(?i:{according})\s(?:{DETERMINER}\s)(?P<role>[^,.:;“”\"«»„\n]{{3,60}}),\s(?P<who>{NAME}),?"
            r"\s[^“”\"«»„.\n]{0,80}$"
        ),
        "according_phrase": re.compile(
            rf"(?i:{according})\s(?P<who>[^\s,.“”\"«»„]+(?:\s[^\s,.“”\"«»„]+){{1,9}}),"
            r"\s[^“”\"«»„.\n]{0,80}$"
        ),
        "according_after": re.compile(
            rf"{gap}(?i:{cues.according(language)})\s{named}(?:{APPOSITION})?"
        ),
        "according_before": re.compile(
            rf"(?i:{according})\s{named}(?:{_CLOSED_APPOSITION})?[^“”\"«»„.\n]{{0,80}}[,:]?\s*$"
        ),
        # 'Peter Kern zufolge ist der Steg „…“'
        "according_behind": re.compile(
            rf"(?<!\w)(?P<who>(?i:ihm|ihr|ihnen)|(?:{DETERMINER}\s)?{NAME})\szufolge(?!\w)[^“”\"«»„.\n]{{0,100}}$"
            if language == "de"
            else r"(?!)"
        ),
        "name_colon": re.compile(rf"(?<!\w)(?P<who>{_PHRASE})(?:{APPOSITION})?\s*:\s*$"),
        "subject": re.compile(rf"^\W*(?:{_ADVERB}\s)?{sure}"),
    }
