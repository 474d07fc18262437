"""What stands before an attribution line: a dash, 'According to', 'Source:', '[PDF]'."""

import re

from lib.lazy_regex import compile_lazily

LEADING_RE = compile_lazily(
    r"^[\s\-–—―~•*>·|]+|^\[(?:pdf|video|audio|archived?(?: (?:link|copy))?|archiv|link)\]"
    r"\s(?=\w)|"
    r"^(?:from|aus|extrait de|uit)\s(?=[\"“„«])|^(?:according to|attributed to|"
    r"zugeschrieben|attribuée? à|"
    r"atribuid[ao] a|"
    r"attribuit[ao] a|приписывается|laut|selon|d[’']après|según|secondo|segundo|volgens|"
    r"per(?=\s(?:an?|the|his|her)\s)|enligt|ifølge|według|podle|по словам|как сказал|за словами|"
    r"so(?=\s[A-ZÄÖÜ][a-zäöü]+\s[A-ZÄÖÜ])|"
    r"potrivit|göre)\s|^(?:by|von|"
    r"par|por|di|от|by:|source|sources|quelle|fuente|fonte|sursa|"
    r"источник|źródło|kaynak|出典|来源|출처|المصدر|bron|källa|kilde|lähde|zdroj|forrás|πηγή|джерело|"
    r"via|ht|h/t|hat[- ]tip)\s?[:：]\s*",
    re.IGNORECASE,
)
SOURCE_LABEL_RE = compile_lazily(
    r"(?:source|sources|quelle|fuente|fonte|sursa|источник|źródło|kaynak|bron|källa|kilde|lähde|"
    r"zdroj|forrás|出典|来源|출처|المصدر)\s?[:：]",
    re.IGNORECASE,
)
