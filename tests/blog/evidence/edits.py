"""Real passages, and edits of them that a verdict must pass or refuse."""

import gzip
import html
import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from blog.evidence.letters import UNSPACED_RE, fold_spaces
from blog.evidence.page_text import PageText, read_page
from blog.extraction.language import detect_language

SEED = 20
PASSAGES_PER_PAGE = 17
_SENTENCE_END_RE = re.compile(r"(?<=[.!?…])[»”\"’)]*\s+(?=[^\W\d_a-z]|[«“\"„¿¡\d])|(?<=[。！？])")
Edit = Callable[[str, random.Random, str], str]

# One negation for each language, as a writer would put it before or after a verb.
NEGATIONS = {
    "en": "not",
    "de": "nicht",
    "fr": "pas",
    "es": "no",
    "it": "non",
    "pt": "não",
    "ca": "no",
    "pl": "nie",
    "ru": "не",
    "uk": "не",
    "tr": "değil",
    "ar": "لا",
    "zh": "不",
    "ja": "ない",
    "ro": "nu",
}
NUMBER_WORDS = {
    "en": "one two three four five six seven eight nine ten hundred thousand million billion",
    "de": "eins zwei drei vier fünf sechs sieben acht neun zehn hundert tausend Millionen",
    "fr": "un deux trois quatre cinq six sept huit neuf dix cent mille millions milliards",
    "es": "uno dos tres cuatro cinco seis siete ocho nueve diez cien mil millones",
    "it": "uno due tre quattro cinque sei sette otto nove dieci cento mila milioni miliardi",
    "pl": "jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć sto tysięcy milionów",
    "ru": "один два три четыре пять шесть семь восемь девять десять сто тысяч миллионов",
    "tr": "bir iki üç dört beş altı yedi sekiz dokuz on yüz bin milyon milyar",
    "ar": "واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة مئة ألف مليون",
}

_ONE = frozenset(["one", "eins", "un", "uno", "jeden", "один", "bir", "واحد"])


@dataclass(frozen=True)
class Passage:
    text: str
    language: str
    file: Path


@cache
def read_file(file: Path) -> PageText:
    return read_page(gzip.decompress(file.read_bytes()))


def list_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*.html.gz"))


def choose_passages(folder: Path) -> list[Passage]:
    """Return whole sentences of 5 to 60 words, or 10 to 120 letters of scripts without spaces."""
    chooser = random.Random(SEED)
    passages = []
    for file in list_files(folder):
        sentences = [
            fold_spaces(sentence)
            for line in read_file(file).text.split("\n")
            if re.search(r"[.!?…。！？][»”\"’)」]*\s*$", line)
            for sentence in _SENTENCE_END_RE.split(line)
            if sentence and _has_right_length(sentence)
        ]
        sentences = sorted(set(sentences))
        for text in chooser.sample(sentences, min(PASSAGES_PER_PAGE, len(sentences))):
            passages.append(Passage(text, detect_language(text), file))
    return passages


def _has_right_length(sentence: str) -> bool:
    if UNSPACED_RE.search(sentence):
        return 10 <= len(UNSPACED_RE.findall(sentence)) <= 120
    return 5 <= len([word for word in sentence.split() if re.search(r"\w", word)]) <= 60


# Edits of the quotation that leave its words as they are.


def unchanged(text: str, chooser: random.Random, language: str) -> str:
    return text


def straight_marks(text: str, chooser: random.Random, language: str) -> str:
    text = re.sub("[“”„«»]\N{NO-BREAK SPACE}?", '"', text)
    return re.sub("[‘’‚‹›]", "'", text)


def curly_marks(text: str, chooser: random.Random, language: str) -> str:
    text = re.sub(r"(?<!\w)[\"„«](?=\w)", "“", text)
    text = re.sub(r"[\"»]", "”", text)
    return text.replace("'", "’")


def guillemets(text: str, chooser: random.Random, language: str) -> str:
    narrow = "\N{NARROW NO-BREAK SPACE}"
    text = re.sub(r"(?<!\w)[\"“„](?=\w)", f"«{narrow}", text)
    return re.sub(r"(?<=[\w.,!?…])[\"“”](?!\w)", f"{narrow}»", text)


def nested_marks(text: str, chooser: random.Random, language: str) -> str:
    return re.sub("[„“«]", "‘", re.sub("[”»]", "’", text))


def dashes(text: str, chooser: random.Random, language: str) -> str:
    new = chooser.choice(["-", "–", "—", "―", "−", "‑"])
    return re.sub("[-–—‐‑]", new, text)


def spaced_dashes(text: str, chooser: random.Random, language: str) -> str:
    return re.sub(r"\s[-–—]\s", chooser.choice(["—", " — ", "\N{THIN SPACE}–\N{THIN SPACE}"]), text)


def no_break_spaces(text: str, chooser: random.Random, language: str) -> str:
    new = chooser.choice("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}")
    return text.replace(" ", new)


def white_space(text: str, chooser: random.Random, language: str) -> str:
    return re.sub(r"\s+", lambda _: chooser.choice(["  ", "\n", " \t", "\r\n"]), text)


def ellipsis(text: str, chooser: random.Random, language: str) -> str:
    return text.replace("…", "...") if "…" in text else text.replace("...", "…")


def ligatures(text: str, chooser: random.Random, language: str) -> str:
    return text.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ").replace("ff", "ﬀ")


def full_width(text: str, chooser: random.Random, language: str) -> str:
    return "".join(
        chr(ord(letter) + 0xFEE0)
        if "!" <= letter <= "~"
        else letter.replace(" ", "\N{IDEOGRAPHIC SPACE}")
        for letter in text
    )


def first_letter(text: str, chooser: random.Random, language: str) -> str:
    match = re.search(r"\w", text)
    place = match.start() if match else 0
    return text[:place] + text[place : place + 1].swapcase() + text[place + 1 :]


def own_stop(text: str, chooser: random.Random, language: str) -> str:
    if re.search(r"[?？]\W*$", text):
        return text
    return re.sub(r"[\s.!,;:…。”»\"]+$", "", text) + chooser.choice(["", ".", ",", ";", "…"])


def soft_hyphens(text: str, chooser: random.Random, language: str) -> str:
    return re.sub(r"(\w{4})(?=\w{3})", "\\1\N{SOFT HYPHEN}", text)


def decomposed(text: str, chooser: random.Random, language: str) -> str:
    return unicodedata.normalize("NFD", text)


def outer_marks(text: str, chooser: random.Random, language: str) -> str:
    opening, closing = chooser.choice(["“”", "„“", "«»", '""', "「」", "‘’"])
    return f"{opening}{text}{closing}"


RESTYLED: list[Edit] = [
    *(straight_marks, curly_marks, guillemets, nested_marks, dashes, spaced_dashes),
    *(no_break_spaces, white_space, ellipsis, ligatures, full_width, first_letter, own_stop),
    *(soft_hyphens, decomposed, outer_marks),
]


# Edits with brackets and omission marks.


def split(text: str) -> list[str]:
    """Return words, or single letters of a script without spaces."""
    if UNSPACED_RE.search(text):
        return re.findall(r"[A-Za-z\d０-９Ａ-Ｚ]+|.", text)
    return text.split(" ")


def join(tokens: list[str], text: str) -> str:
    return ("" if UNSPACED_RE.search(text) else " ").join(tokens)


def _choose_inside(tokens: list[str], chooser: random.Random) -> int:
    """Return the place of a word that is neither the first nor the last, and no negation."""
    places = [
        number
        for number in range(1, len(tokens) - 1)
        if re.fullmatch(r"[^\W\d_]+", tokens[number])
        and tokens[number].lower() not in ALL_NEGATIONS
        and not re.search(r"[.…\]\[]$", tokens[number - 1])
    ]
    return chooser.choice(places or [1])


# Kept apart from the engine's own table, and shorter.
_NEGATIONS = """
not no never none nor neither without nobody nothing cannot nicht kein keine keinen keiner nie
keines keinem ohne weder nichts niemand ne pas jamais rien sans ni aucun aucune nunca nada nadie
sin tampoco ningún ninguna non mai né senza nessun nessuno nessuna niente nem não nie bez ani
nic nikt żadnych nigdy не ни нет без никто никогда нельзя ничего değil yok hiç لا لم لن ليس ما
غير دون 不 没 未 无 非 ない ず
"""
ALL_NEGATIONS = frozenset(_NEGATIONS.split())


def replaced_word(text: str, chooser: random.Random, language: str) -> str:
    tokens = split(text)
    place = _choose_inside(tokens, chooser)
    tokens[place] = chooser.choice(["[they]", "[the minister]", f"[{tokens[place]}]", "[…]"])
    return join(tokens, text)


def inserted_word(text: str, chooser: random.Random, language: str) -> str:
    tokens = split(text)
    tokens.insert(
        _choose_inside(tokens, chooser), chooser.choice(["[sic]", "[then]", "[who]", "(sic)"])
    )
    return join(tokens, text)


def omission(text: str, chooser: random.Random, language: str) -> str:
    tokens = split(text)
    place = _choose_inside(tokens, chooser)
    length = chooser.randint(1, max(1, (len(tokens) - place - 1) // 2))
    while length > 1 and ALL_NEGATIONS.intersection(
        w.lower() for w in tokens[place : place + length]
    ):
        length -= 1
    if re.match(r"\W|\d", "".join(tokens[place + length : place + length + 1])):
        length = 1
    mark = chooser.choice(["[…]", "[...]", "(...)", "(…)", "...", "…", ". . ."])
    if mark[0] not in "[(" and re.search(r"…|\.\.\.", " ".join(tokens[place : place + length])):
        mark = "[…]"
    tokens[place : place + length] = [mark]
    return join(tokens, text)


def capital_in_brackets(text: str, chooser: random.Random, language: str) -> str:
    match = re.search(r"[^\W_]", text)
    if not match or match[0].isdigit() or match[0] in ALL_NEGATIONS:
        return f"[…] {text}"
    place = match.start()
    return f"{text[:place]}[{match[0].swapcase()}]{text[place + 1 :]}"


def omission_at_edges(text: str, chooser: random.Random, language: str) -> str:
    return f"[…] {text} […]"


BRACKETED: list[Edit] = [
    *(replaced_word, inserted_word, omission, capital_in_brackets, omission_at_edges),
]


# Edits that change what is said. Each returns '' where it has nothing to change.


def negated(text: str, chooser: random.Random, language: str) -> str:
    negation = NEGATIONS.get(language, "not")
    tokens = split(text)
    tokens.insert(_choose_inside(tokens, chooser), negation)
    return join(tokens, text)


def negation_removed(text: str, chooser: random.Random, language: str) -> str:
    tokens = split(text)
    places = [n for n in range(1, len(tokens) - 1) if tokens[n].lower() in ALL_NEGATIONS]
    if not places:
        return ""
    del tokens[chooser.choice(places)]
    return join(tokens, text)


def negated_in_brackets(text: str, chooser: random.Random, language: str) -> str:
    if language not in NEGATIONS:
        return ""
    tokens = split(text)
    tokens.insert(_choose_inside(tokens, chooser), f"[{NEGATIONS[language]}]")
    return join(tokens, text)


def negation_omitted(text: str, chooser: random.Random, language: str) -> str:
    tokens = split(text)
    places = [
        n
        for n in range(1, len(tokens) - 1)
        if tokens[n].lower() == NEGATIONS.get(language) and tokens[n - 1].isalpha()
    ]
    if not places or UNSPACED_RE.search(text):
        return ""
    tokens[chooser.choice(places)] = chooser.choice(["[…]", "…", "(...)"])
    return join(tokens, text)


def swapped(text: str, chooser: random.Random, language: str) -> str:
    tokens = split(text)
    place = _choose_inside(tokens, chooser)
    others = [
        word for word in tokens if word.isalpha() and word.casefold() != tokens[place].casefold()
    ]
    if not others:
        return ""
    tokens[place] = chooser.choice(others)
    return join(tokens, text)


def two_words_exchanged(text: str, chooser: random.Random, language: str) -> str:
    tokens = split(text)
    place = chooser.randrange(1, len(tokens) - 2)
    if tokens[place].casefold() == tokens[place + 1].casefold():
        return ""
    if not (tokens[place].isalnum() and tokens[place + 1].isalnum()):
        return ""
    tokens[place], tokens[place + 1] = tokens[place + 1], tokens[place]
    return join(tokens, text)


def digit_changed(text: str, chooser: random.Random, language: str) -> str:
    places = [n for n, letter in enumerate(text) if letter.isascii() and letter.isdigit()]
    if not places:
        return ""
    place = chooser.choice(places)
    new = chooser.choice([digit for digit in "0123456789" if digit != text[place]])
    return text[:place] + new + text[place + 1 :]


def digit_dropped(text: str, chooser: random.Random, language: str) -> str:
    places = [match.start() for match in re.finditer(r"(?<=\w\W)\d(?=\d)|(?<=\d)\d(?=.*\w)", text)]
    if not places:
        return ""
    place = chooser.choice(places)
    return text[:place] + text[place + 1 :]


def number_word_changed(text: str, chooser: random.Random, language: str) -> str:
    numbers = NUMBER_WORDS.get(language, "").split()
    tokens = split(text)
    places = [n for n, word in enumerate(tokens) if word in numbers]
    if not places:
        return ""
    place = chooser.choice(places)
    tokens[place] = chooser.choice([number for number in numbers if number != tokens[place]])
    return join(tokens, text)


def number_in_brackets(text: str, chooser: random.Random, language: str) -> str:
    """Put another number word in brackets; the words for one are often articles."""
    numbers = [word for word in NUMBER_WORDS.get(language, "").split() if word not in _ONE]
    tokens = split(text)
    places = [n for n, word in enumerate(tokens) if word in numbers]
    if not places:
        return ""
    place = chooser.choice(places)
    tokens[place] = f"[{chooser.choice([word for word in numbers if word != tokens[place]])}]"
    return join(tokens, text)


def negated_at_edge(text: str, chooser: random.Random, language: str) -> str:
    if language not in NEGATIONS or UNSPACED_RE.search(text):
        return ""
    negation = f"[{NEGATIONS[language]}]"
    return chooser.choice([f"{negation} {text}", f"{text.rstrip('.!?…»”“ ')} {negation}"])


CHANGED: list[Edit] = [
    *(negated, negation_removed, negated_in_brackets, negated_at_edge, negation_omitted, swapped),
    *(two_words_exchanged, digit_changed, digit_dropped, number_word_changed, number_in_brackets),
]


def dropped_word(text: str, chooser: random.Random, language: str) -> str:
    tokens = split(text)
    places = [n for n in range(1, len(tokens) - 1) if re.search(r"\w", tokens[n])]
    del tokens[chooser.choice(places)]
    return join(tokens, text)


# The page as other platforms would write it.


def _paragraphs(text: str, write: Callable[[str], str]) -> str:
    lines = [write(html.escape(line, quote=False)) for line in text.split("\n") if line.strip()]
    return "<!doctype html><body>" + "".join(f"<p>{line}</p>\n" for line in lines)


def with_markup(text: str) -> str:
    def write(line: str) -> str:
        line = re.sub(
            r"(\w+) (\w+) (\w+)", r"<b>\1</b> <a href='?a>b'>\2</a> <!-- x > y -->\3", line
        )
        return re.sub(r"(\w{3})(\w{3})", r"<span class=x>\1</span><i>\2</i>", line)

    return _paragraphs(text, write)


def with_line_breaks(text: str) -> str:
    return _paragraphs(text, lambda line: re.sub(r" (\w+) (\w+) ", r"<br>\1\r\n   \2&nbsp; ", line))


def with_entities(text: str) -> str:
    def write(line: str) -> str:
        text = html.unescape(line)
        return "".join(
            letter
            if letter.isascii() and letter not in "&<>'\""
            else f"&#{ord(letter)};"
            if ord(letter) % 2
            else f"&#x{ord(letter):X};"
            for letter in text
        )

    return _paragraphs(text, write)


def with_soft_hyphens(text: str) -> str:
    return _paragraphs(text, lambda line: re.sub(r"(?<![&\w])(\w{3})(\w{3})", r"\1&shy;\2", line))


def with_advertisements(text: str) -> str:
    def write(line: str) -> str:
        middle = line.find(" ", len(line) // 2)
        if middle == -1 or not line[middle + 1 : middle + 2].islower():
            return line
        advertisement = "</p><div class='ad-slot'><p>Advertisement 12 Buy this now</p></div><p>"
        return f"{line[:middle]}{advertisement}{line[middle + 1 :]}"

    return _paragraphs(text, write)


def with_notes(text: str) -> str:
    return _paragraphs(
        text,
        lambda line: re.sub(
            r"(\w{4}) (\w{3,}) ", r"\1<sup><a href=#n>[7]</a></sup> \2 ", line, count=2
        ),
    )


BOXES = (
    "<div class='poll'><p>Should it stay?</p><ul><li>Yes</li><li>No</li></ul></div>",
    "<div class='x9k'><h3>Also today</h3><p>Ten things that you should know.</p></div>",
    "<section><h4>Letter</h4><p>The news of the day.</p><form><button>Go</button></form></section>",
    "<aside><p>Read more: the other story.</p></aside>",
    "<div data-n='1'><div><span>Advertisement</span></div></div><div><p>Go on below.</p></div>",
)


def with_boxes(lines: list[str]) -> str:
    """Return a page with a paragraph for each line, and a box after every other one."""
    parts = ["<!doctype html><article><div>"]
    for number, line in enumerate(lines):
        parts.append(f"<p>{html.escape(line, quote=False)}</p>")
        if number % 2:
            parts.append(BOXES[number // 2 % len(BOXES)])
    return "\n".join(parts) + "</div></article>"


PAGE_STYLES = [
    *(with_markup, with_line_breaks, with_entities, with_soft_hyphens, with_advertisements),
    with_notes,
]
