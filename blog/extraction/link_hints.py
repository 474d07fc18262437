"""Lines that say where a link was found: 'theguardian.com', 'Merci à Luc pour le lien'."""

from lib.lazy_regex import compile_lazily

_HOST_RE = compile_lazily(
    r"(?:via\s)?(?:www\.)?(?P<host>[a-z0-9][a-z0-9-]+(?:\.[a-z0-9-]+)?\.(?:com|org|net|info|news|blog|"
    r"press|io|eu|tv|at|au|be|bg|br|ca|ch|cl|cn|cz|de|dk|es|fi|fr|gr|hu|ie|il|in|it|jp|kr|lt|lv|mx|"
    r"nl|no|nz|pl|pt|ro|rs|ru|se|si|sk|tr|ua|uk|us|za))/?"
)
_THANKS_RE = compile_lazily(
    r"(?<=\w)\s(?:pour (?:le lien|l[’']info)|for the (?:link|tip|pointer|hat[- ]tip)|por el enlace|"
    r"für den (?:Link|Hinweis|Tipp)|per il link|pelo link|"
    r"voor de (?:link|tip)|för länken|za link|за ссылку)$"
)
# 'from “Salt Roads” by Ann Lee', not '“Salt” by the sea'
_TITLE_BY_RE = compile_lazily(
    r"^(?P<title>[\"“„«‘][^\"“”„«»]{2,120}[\"”“»’])\s(?:by|von|par|di|door)\s(?P<who>(?:the\s)?[^\W\d_a-zß-ÿ][^,(]{3,60}?)"
    r"(?=$|,|\s\()"
)


_URL_HOST_RE = compile_lazily(r"(?:https?://)?(?:www\.)?(?P<host>[\w-]+(?:\.[\w-]+)+)")


def find_host(url: str) -> str:
    """Return the host of an address, without 'www.', or ''."""
    match = _URL_HOST_RE.match(url)
    return match["host"] if match else ""


def match_host(text: str) -> str:
    """Return the host that is all of a text, without 'www.', or ''."""
    match = _HOST_RE.fullmatch(text.strip(" ,.;"))
    return match["host"] if match else ""


def rewrite_hint(text: str) -> str:
    """Remove 'for the link' from a line, and put an author before the title of the work."""
    return _TITLE_BY_RE.sub(r"\g<who>, \g<title>", _THANKS_RE.sub("", text))
