"""Detection of names that look alike."""

from functools import lru_cache

from blog.common.text import normalize

# Case-folded letters without accents that look like Latin letters in either case: a selection from
# confusables.txt of Unicode Technical Standard 39.
_CONFUSABLES = str.maketrans(
    {
        # Digits and signs.
        "0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "8": "b", "|": "l", "$": "s", "@": "a",
        # Latin. A capital I looks like a small l, and case folding makes it an i.
        "i": "l", "ı": "l", "ɩ": "l", "ǀ": "l", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t",
        "ɑ": "a", "ɡ": "g", "ɪ": "l", "ʏ": "y", "ᴏ": "o", "ꜱ": "s", "ɴ": "n", "ʀ": "r", "ʟ": "l",
        "ʙ": "b", "ɢ": "g", "ʜ": "h", "ᴀ": "a", "ᴄ": "c", "ᴅ": "d", "ᴇ": "e", "ᴊ": "j", "ᴋ": "k",
        "ᴍ": "m", "ᴘ": "p", "ᴛ": "t", "ᴜ": "u", "ᴠ": "v", "ᴡ": "w", "ᴢ": "z", "ǝ": "e", "ə": "e",
        # Cyrillic.
        "а": "a", "в": "b", "е": "e", "к": "k", "м": "m", "н": "h", "о": "o", "р": "p", "с": "c",
        "т": "t", "у": "y", "ү": "y", "х": "x", "ѕ": "s", "і": "l", "ӏ": "l", "ј": "j", "ԁ": "d",
        "ԛ": "q", "ԝ": "w", "һ": "h", "ь": "b", "г": "r", "п": "n", "и": "u", "ц": "u", "ѵ": "v",
        "з": "e", "ԍ": "g", "ԋ": "h", "є": "e", "э": "e", "б": "b",
        # Greek.
        "α": "a", "β": "b", "γ": "y", "ε": "e", "ζ": "z", "η": "n", "ι": "l", "κ": "k", "μ": "m",
        "ν": "v", "ο": "o", "ρ": "p", "σ": "o", "τ": "t", "υ": "u", "χ": "x", "ω": "w", "ϲ": "c",
        "ϳ": "j",
        # Armenian.
        "ա": "w", "հ": "h", "ո": "n", "ս": "u", "օ": "o", "ց": "g", "ք": "p", "զ": "q",
    }
)  # fmt: skip
# Pairs of letters that look like a single letter.
_CONFUSABLE_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))


@lru_cache(maxsize=4096)
def skeleton(name: str) -> str:
    """Return a key that is equal for names that look the same.

    Ignores case, accents, spaces, punctuation, emoji and the script of letters. '' for a name
    without letters.
    """
    # Translate twice: first signs such as |, which are dropped with the punctuation, then letters
    # that have lost their accents.
    tokens = normalize.split_words(name.casefold().translate(_CONFUSABLES))
    plain = "".join(tokens).translate(_CONFUSABLES)
    plain = "".join(filter(str.isalnum, plain))
    for pair, letter in _CONFUSABLE_PAIRS:
        plain = plain.replace(pair, letter)
    return plain
