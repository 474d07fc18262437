"""Dates in prose, bylines and attribution lines, in the formats of many languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from blog.extraction.vocabulary import load_tables
from lib.lazy_regex import compile_lazily

# Unicode CLDR 47, nominative and genitive, long and short; plus forms that people type.
_MONTH_NAMES = (
    "january jan janvier janv januar jänner enero ene gennaio gen janeiro januari ianuarie ian "
    "январь января янв січень січня січ styczeń stycznia sty leden ledna január januára tammikuu "
    "tammikuuta ocak يناير ιανουάριος ιανουαρίου ιαν януари јануар siječanj siječnja gener ינואר "
    "jaanuar janvāris sausis sausio जनवरी",
    "february feb février fevrier févr fév februar febrero febbraio fevereiro fev februari "
    "februarie февраль февраля фев февр лютий лютого лют luty lutego lut únor února február "
    "februára helmikuu helmikuuta şubat فبراير φεβρουάριος φεβρουαρίου φεβ február февруари "
    "фебруар veljača veljače febrer פברואר veebruar februāris vasaris vasario फ़रवरी",
    "march mar mars märz mär marzo março marco maart mrt martie март марта мар березень березня "
    "бер marzec marca březen března marec marts maaliskuu maaliskuuta mart مارس μάρτιος μαρτίου "
    "μαρ március ožujak ožujka març מרץ märts kovas kovo मार्च",
    "april apr avril avr abril abr aprile aprilie апрель апреля апр квітень квітня квіт kwiecień "
    "kwietnia kwi duben dubna apríl apríla huhtikuu huhtikuuta nisan أبريل إبريل απρίλιος "
    "απριλίου απρ április април travanj travnja אפריל aprill aprīlis balandis balandžio अप्रैल",
    "may mai mayo maggio mag maio mei май мая травень травня трав maj maja květen května máj mája "
    "toukokuu toukokuuta mayıs مايو μάιος μαΐου május мај svibanj svibnja maig מאי maijs gegužė "
    "gegužės मई",
    "june jun juin juni junio giugno giu junho iunie iun июнь июня июн червень червня черв "
    "czerwiec czerwca cze červen června jún júna kesäkuu kesäkuuta haziran يونيو يونيه ιούνιος "
    "ιουνίου ιουν június юни јун lipanj lipnja junij juny יוני juuni jūnijs birželis birželio जून",
    "july jul juillet juil juli julio luglio lug julho iulie iul июль июля июл липень липня лип "
    "lipiec lipca lip červenec července júl júla heinäkuu heinäkuuta temmuz يوليو يوليه ιούλιος "
    "ιουλίου ιουλ július юли јул srpanj srpnja julij juliol יולי juuli jūlijs liepa liepos जुलाई",
    "august aug août aout agosto ago augustus август августа авг серпень серпня серп sierpień "
    "sierpnia sie srpen srpna augusta augusti elokuu elokuuta ağustos أغسطس αύγουστος αυγούστου "
    "αυγ augusztus kolovoz kolovoza avgust agost אוגוסט augusts rugpjūtis rugpjūčio अगस्त",
    "september sep sept septembre septiembre setiembre settembre set setembro septembrie "
    "сентябрь сентября сен сент вересень вересня вер wrzesień września wrz září septembra "
    "syyskuu syyskuuta eylül سبتمبر σεπτέμβριος σεπτεμβρίου σεπ szeptember септември септембар "
    "rujan rujna setembre ספטמבר septembris rugsėjis rugsėjo सितंबर",
    "october oct octobre oktober okt octubre ottobre ott outubro out octombrie октябрь октября "
    "окт жовтень жовтня жовт październik października paź říjen října október októbra lokakuu "
    "lokakuuta ekim أكتوبر οκτώβριος οκτωβρίου οκτ октомври октобар listopada אוקטובר oktoober "
    "oktobris spalis spalio अक्टूबर",
    "november nov novembre noviembre novembro noiembrie ноябрь ноября ноя нояб листопад "
    "листопада лист listopad listopadu novembra marraskuu marraskuuta kasım نوفمبر νοέμβριος "
    "νοεμβρίου νοε ноември новембар studeni studenoga נובמבר novembris lapkritis lapkričio नवंबर",
    "december dec décembre decembre déc dezember dez diciembre dic dicembre dezembro decembrie "
    "декабрь декабря дек грудень грудня груд grudzień grudnia gru prosinec prosince decembra "
    "desember des joulukuu joulukuuta aralık ديسمبر δεκέμβριος δεκεμβρίου δεκ декември децембар "
    "prosinac prosinca desembre דצמבר detsember decembris gruodis gruodžio दिसंबर",
)
# Months whose names are two words, in the Levant.
_LEVANTINE = {
    "كانون الثاني": 1, "شباط": 2, "آذار": 3, "نيسان": 4, "أيار": 5, "حزيران": 6,
    "تموز": 7, "آب": 8, "أيلول": 9, "تشرين الأول": 10, "تشرين الثاني": 11, "كانون الأول": 12,
}  # fmt: skip
# Devanagari with and without its dots, of which each has two encodings.
_HINDI = {
    "फ़रवरी": 2, "फ़रवरी": 2, "फरवरी": 2, "अक्तूबर": 10, "सितम्बर": 9, "नवम्बर": 11, "दिसम्बर": 12,
}  # fmt: skip
_MONTHS = (
    {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
    | _LEVANTINE
    | _HINDI
)
_TABLES = load_tables("dates")
_WEEKDAYS = "|".join(value for key, value in _TABLES.items() if key.startswith("weekdays."))
WEEKDAY_RE = compile_lazily(rf"\b(?:{_WEEKDAYS})\b", re.IGNORECASE)
_MIN_MONTH = 4  # Letters; shorter ones are words of other languages: "des", "sie".

_MONTH = rf"(?P<month>{'|'.join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))})"
_YEAR = r"(?P<year>(?:1[4-9]|20)\d\d)"
_DAY = r"(?P<day>\d{1,2})"
_ORDINAL = r"(?:st|nd|rd|th|er|ère|re|\.|º|°|ª|-го|η|ος)?"
_OF = r"(?:de |d[’']|do |di |del |of |din |ב[-־]?)?"
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९０１２３４５６７８９", "0123456789" * 4)
_PATTERNS = tuple(
    compile_lazily(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}\s?[年년]\s?(?:(?P<m>\d{{1,2}})\s?[月월]\s?(?:{_DAY}\s?[日일號号]?)?)?",
        rf"\b{_YEAR}-(?P<m>\d\d)(?:-{_DAY})?(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?(?![\d-])",
        rf"\b{_YEAR}(?:/|\.\s?)(?P<m>\d{{1,2}})(?:/|\.\s?){_DAY}\b\.?",
        rf"(?<![\d.]){_DAY}\.\s?(?P<m>\d{{1,2}})\.\s?{_YEAR}(?!\d)(?:\s?г\b\.?)?",
        rf"(?<![\d/]){_DAY}[/-](?P<m>\d{{1,2}})[/-]{_YEAR}(?!\d)",
        rf"(?<![\d/])(?P<m>\d{{1,2}})/{_DAY}/(?P<short>\d\d)(?![\d/])",
        rf"(?<!\d){_DAY}{_ORDINAL}\s?{_OF}{_MONTH}(?!\w)\.?,?\s?(?:{_OF}|"
        rf"del? (?:año )?){_YEAR}(?!\d)"
        rf"(?:\s?(?:г|р|года|року|r|roku)\b\.?)?",
        rf"\b{_MONTH}(?!\w)\.?\s(?:the )?{_DAY}{_ORDINAL}\b,?\s{_YEAR}(?!\d)",
        rf"\b{_YEAR}\.?\s{_MONTH}(?!\w)\.?\s{_DAY}\b\.?",
        rf"\b{_MONTH}(?!\w)\.?,?\s{_OF}{_YEAR}(?!\d)(?:\s?(?:г|р|года|року|r|roku)\b\.?)?",
        rf"(?:(?<=, )|(?<=،\s)|(?<=\()|(?<=（)|(?<=^)|(?<=[—–-]\s)|"
        r"(?<=\sin )|(?<=\sen )|(?<=\sim ))"
        rf"{_YEAR}(?:\s?(?:г|р|года|року|roku|r)\b\.?)?(?=$|[\s,.;)）،])",
    )
)
# The years before the first one of an era.
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_ERA_RE = compile_lazily(rf"(?P<era>{'|'.join(_ERAS)})(?P<year>元|\d{{1,2}})年")
# Words that introduce a date and are removed with it.
_LEAD_IN_RE = compile_lazily(
    r"(?:\b(?:on|in|en|el|le|am|im|il|on the|dated|du|vom|den|em|в|от|la|pe|dne|dnia|w|v|op|di)\s|"
    r"\bبتاريخ\s|\bفي\s|\bيوم\s)$",
    re.IGNORECASE,
)
# 'mid-December 1917', 'Anfang Mai 1945': about when in a month.
_PART_OF_MONTH_RE = compile_lazily(
    r"\b(?:mid-|(?:early|late|mid|Anfang|Mitte|Ende|début|fin|inizio|metà|fine|begin|medio|eind|"
    r"początek|koniec|начало|конец|середина)\s|mi-|(?:principios|mediados|finales|início|meados|"
    r"fins) de\s)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """`value` is '2023', '2023-03' or '2023-03-22'; `start` and `end` are offsets of characters."""

    value: str
    start: int
    end: int


def write_western_years(text: str) -> str:
    """Return a text with Japanese years as Western ones: '2023年' for '令和5年'."""
    if "年" not in text:
        return text
    return _ERA_RE.sub(
        lambda match: f"{_ERAS[match['era']] + int(match['year'].replace('元', '1'))}年", text
    )


def find_date(text: str) -> FoundDate | None:
    """Return the first complete date of a text, else its first month, else its first year.

    A bare year counts only where it is set off by commas, brackets or the ends of the text. A day
    that no calendar has, such as 31 February, is no date.
    """
    return next(find_dates(text), None)


def find_dates(text: str) -> Iterator[FoundDate]:
    """Yield the dates that the most precise pattern finds, then those of the next."""
    plain = text.translate(_DIGITS)
    for pattern in _PATTERNS:
        for match in pattern.finditer(plain):
            if _is_part_of_other(plain, match):
                continue
            groups = match.groupdict()
            if (groups.get("month") or "").lower() == "listopada" and not _is_croatian(match[0]):
                groups["month"] = "listopad"
            if value := _read_match(groups, is_ambiguous="/" in match[0]):
                start = match.start()
                if part := _PART_OF_MONTH_RE.search(plain, max(0, start - 16), start):
                    start = part.start()
                if lead_in := _LEAD_IN_RE.search(plain, max(0, start - 12), start):
                    start = lead_in.start()
                yield FoundDate(value, start, match.end())


def _is_croatian(text: str) -> bool:
    """Return whether a dot follows the day: '11. listopada' is October, '11 listopada' November."""
    return bool(re.match(r"\d{1,2}\.", text))


def _is_part_of_other(text: str, match: re.Match[str]) -> bool:
    """Return whether a month is that of 'Theresa May, 2019' or the rest of '31 February 2020'."""
    before = text[: match.start()].rstrip()
    groups = match.groupdict()
    if not groups.get("month") or groups.get("day"):
        return False
    return before[-1:].isdigit() or ("," in match[0] and before[-1:].isalpha())


_ANY_MONTH = _MONTH.replace("?P<month>", "?:")
_PARTIAL_RE = compile_lazily(
    rf"(?:[^\W\d_]{{2,12}}\.?,?\s)?(?:\d{{1,2}}{_ORDINAL}\s?{_OF}{_ANY_MONTH}\.?|"
    rf"{_ANY_MONTH}\.?\s(?:the )?\d{{1,2}}{_ORDINAL})",
    re.IGNORECASE,
)

# Within a line, behind a comma or a preposition: 'Anna Rot am 28. Januar im Rat'.
_INNER_PARTIAL_RE = compile_lazily(
    rf"(?:(?P<comma>,)|\s(?-i:am|le|il|el|em|op|on|den))\s(?:\d{{1,2}}{_ORDINAL}\s?{_OF}{_ANY_MONTH}"
    rf"\.?|{_ANY_MONTH}\.?\s\d{{1,2}}{_ORDINAL})(?=$|,|(?(comma)(?!)|\s(?!\d)))(?![^“«]*[”»])",
    re.IGNORECASE,
)


def join_days(kind: str, languages: str) -> str:
    """Return the days of languages, 'en de', as alternatives of a regular expression.

    `kind` is 'weekdays' or 'near_days' such as 'yesterday'. They are in lower case.
    """
    return "|".join(_TABLES[f"{kind}.{language}"] for language in languages.split())


def find_month(name: str) -> int | None:
    """Return the number of a month whose name in any language is written out."""
    return _MONTHS.get(name.lower()) if len(name) >= _MIN_MONTH else None


def is_partial_date(part: str) -> bool:
    """Return whether a part is a day without its year, 'mercredi 8 février', which is left out."""
    return any(map(str.isdigit, part)) and bool(_PARTIAL_RE.fullmatch(part))


def cut_partial_date(text: str) -> str:
    """Remove a day without its year from a line of more than that."""
    return _INNER_PARTIAL_RE.sub("", text) if any(map(str.isdigit, text)) else text


def is_date_line(text: str, *, slack: int = 24) -> bool:
    """Return whether a short line is a date with at most a weekday, a time or a place."""
    found_date = find_date(text)
    if not found_date or len(found_date.value) < 10:
        return False
    return len(text) - (found_date.end - found_date.start) <= slack


def _read_match(groups: dict[str, str | None], *, is_ambiguous: bool) -> str:
    year = int(groups.get("year") or 0)
    if short := groups.get("short"):
        year = 2000 + int(short) if int(short) < 50 else 1900 + int(short)
    month = _MONTHS.get((groups.get("month") or "").lower(), int(groups.get("m") or 0))
    day = int(groups.get("day") or 0)
    if month > 12 and 0 < day <= 12 and is_ambiguous:  # 3/14/1989 among 14/3/1989.
        month, day = day, month
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return ""
    return f"{year}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")
