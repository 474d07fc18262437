"""Language codes and text direction."""

from functools import cache

from asgiref.local import Local
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from lib.languages import get_own_name

validate_language = RegexValidator(
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", _("Enter a language code such as en, fr or zh-Hant.")
)

# Its `language` is that of the site whose settings are activated in this thread.
active_site = Local()

# ISO 639-1. Three-letter codes are not checked: there are thousands.
_TWO_LETTER_CODES = (
    " aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy"
    " da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu"
    " hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb"
    " lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om"
    " or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv"
    " sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "
)


def is_known_language(code: str) -> bool:
    """Return whether a language code is well formed and, if it has two letters, exists."""
    try:
        validate_language(code)
    except ValidationError:
        return False
    primary = code.partition("-")[0]
    return len(primary) > 2 or f" {primary} " in _TWO_LETTER_CODES


def normalize_language(code: str) -> str:
    """Return a language code with the case that RFC 5646 recommends (section 2.1.1): 'zh-Hant-TW'.

    Codes that differ only by case are one language.
    """
    first, *subtags = code.lower().split("-")
    parts = [first]
    for subtag in subtags:
        # Extensions and private subtags follow a single letter.
        is_extension = any(len(part) == 1 for part in parts)
        if is_extension or not subtag.isalpha():
            parts.append(subtag)
        else:
            parts.append({2: subtag.upper(), 4: subtag.title()}.get(len(subtag), subtag))
    return "-".join(parts)


def default_language() -> str:
    """Return the language of new posts: the site's, whatever the language of the desk."""
    return getattr(active_site, "language", "") or get_language() or settings.LANGUAGE_CODE


def get_direction(code: str) -> str:
    """Return 'rtl' or 'ltr' from Django's table of languages, 'ltr' for an unknown one."""
    try:
        return "rtl" if get_language_info(code)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


@cache
def own_language_names() -> dict[str, str]:
    """Map the codes of the languages that Django knows to their names in themselves."""
    return {code: get_own_name(code) for code, _name in settings.LANGUAGES}


@cache
def _codes_by_name() -> dict[str, str]:
    english = {str(get_language_info(code)["name"]): code for code in own_language_names()}
    own = {name: code for code, name in own_language_names().items()}
    return {name.casefold(): code for name, code in (english | own).items()}


def find_language(name: str) -> str | None:
    """Return the code of a language by its English name or its own, None if there is none."""
    return _codes_by_name().get(" ".join(name.split()).casefold())


def get_language_name(code: str) -> str:
    """Return 'French' for 'fr', 'French (CA)' for a variant that Django does not name, and the code
    itself for a language unknown to Django."""
    try:
        info = get_language_info(code)
    except KeyError:
        return code
    name, variant = str(info["name_translated"]), code[len(info["code"]) + 1 :]
    return f"{name} ({variant.upper()})" if variant else name
