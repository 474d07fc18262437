"""Identifiers of sources in authority files: normalize, check, and link to them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from blog.models import SourceIdentifier

Scheme = SourceIdentifier.Scheme
MAX_LENGTH = 200
# The alphabet of ROR: base 32 by Crockford, without the letters i, l, o and u.
_BASE_32 = "0123456789abcdefghjkmnpqrstvwxyz"


def has_mod_11_2_check(digits: str) -> bool:
    """Return whether the last character is the ISO 7064 MOD 11-2 check character of the others."""
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return digits[-1] == ("X" if check == 10 else str(check))


def has_mod_97_10_check(value: str) -> bool:
    """Return whether a ROR ID ends with the ISO 7064 MOD 97-10 check digits of its number."""
    number = 0
    for letter in value[:-2]:
        number = number * 32 + _BASE_32.index(letter)
    return int(value[-2:]) == 98 - number * 100 % 97


@dataclass(frozen=True)
class _Rules:
    """How identifiers of a scheme are written.

    `hosts` are those of its URLs; `prefixes` start a path or an identifier and are dropped;
    `format` returns the stored spelling.
    """

    hosts: tuple[str, ...]
    prefixes: tuple[str, ...]
    pattern: str
    example: str
    url: str
    format: Callable[[str], str] = str
    has_check: Callable[[str], bool] = lambda _value: True


def _join(value: str) -> str:
    return re.sub(r"[\s-]", "", value).upper()


def _group_orcid(value: str) -> str:
    return "-".join(re.findall(".{1,4}", _join(value)))


_SCHEMES = {
    Scheme.WIKIDATA: _Rules(
        hosts=("wikidata.org", "m.wikidata.org"),
        prefixes=("wiki/Special:EntityPage/", "wiki/", "entity/", "wikidata:", "wd:"),
        pattern="Q[1-9][0-9]{0,11}",
        example="Q42",
        url="https://www.wikidata.org/wiki/{}",
        format=str.upper,
    ),
    Scheme.VIAF: _Rules(
        hosts=("viaf.org",),
        prefixes=("en/", "viaf/", "viaf:", "viaf "),
        pattern="[1-9][0-9]{0,21}",
        example="75121530",
        url="https://viaf.org/viaf/{}",
    ),
    Scheme.ISNI: _Rules(
        hosts=("isni.org", "isni.oclc.org"),
        prefixes=("page/", "isni/", "isni:", "isni "),
        pattern="[0-9]{15}[0-9X]",
        example="0000 0001 2103 2683",
        url="https://isni.org/isni/{}",
        format=_join,
        has_check=has_mod_11_2_check,
    ),
    Scheme.ORCID: _Rules(
        hosts=("orcid.org",),
        prefixes=("orcid:", "orcid "),
        pattern="([0-9]{4}-){3}[0-9]{3}[0-9X]",
        example="0000-0002-1825-0097",
        url="https://orcid.org/{}",
        format=_group_orcid,
        has_check=lambda value: has_mod_11_2_check(_join(value)),
    ),
    Scheme.ROR: _Rules(
        hosts=("ror.org",),
        prefixes=("ror:",),
        pattern=f"0[{_BASE_32}]{{6}}[0-9]{{2}}",
        example="05dxps055",
        url="https://ror.org/{}",
        format=str.lower,
        has_check=has_mod_97_10_check,
    ),
    Scheme.DOI: _Rules(
        hosts=("doi.org", "dx.doi.org"),
        prefixes=("doi:", "doi "),
        pattern=r"10\.[0-9]{4,9}(\.[0-9]+)*/\S+",
        example="10.1000/182",
        url="https://doi.org/{}",
        format=str.lower,
    ),
}


def normalize_identifier(scheme: str, text: str) -> str:
    """Return the stored spelling of an identifier, which may be pasted as a URL.

    Raises ValidationError, with a message for the author, for a URL of another scheme, for another
    form, and for a wrong check digit.
    """
    if scheme not in _SCHEMES:
        raise ValidationError(_("Choose a scheme."))
    name, rules = str(Scheme(scheme).label), _SCHEMES[Scheme(scheme)]
    value = " ".join(text.split())
    if host := _get_host(value):
        if host not in rules.hosts:
            raise ValidationError(_describe_other_host(host, name))
        value = _get_path(value)
    value = rules.format(_drop_prefixes(value, rules.prefixes))
    if not re.fullmatch(rules.pattern, value) or len(value) > MAX_LENGTH:
        message = _("This is not a valid %(scheme)s identifier. Example: %(example)s")
        raise ValidationError(message % {"scheme": name, "example": rules.example})
    if not rules.has_check(value):
        message = _("The check digit of this %(scheme)s identifier is wrong. Is there a typo?")
        raise ValidationError(message % {"scheme": name})
    return value


def get_identifier_url(scheme: str, value: str) -> str:
    return _SCHEMES[Scheme(scheme)].url.format(value)


def _get_host(text: str) -> str:
    """Return the host of a URL, with or without scheme; '' for other text."""
    with_scheme = text if "://" in text else f"https://{text}"
    try:
        host = (urlsplit(with_scheme).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    known = any(host in rules.hosts for rules in _SCHEMES.values())
    return host if known or "://" in text else ""


def _get_path(text: str) -> str:
    """Return the path of a URL, decoded, without the slashes around it."""
    parts = urlsplit(text if "://" in text else f"https://{text}")
    return unquote(parts.path).strip("/")


def _drop_prefixes(value: str, prefixes: tuple[str, ...]) -> str:
    for prefix in prefixes:
        if value.lower().startswith(prefix.lower()):
            value = value[len(prefix) :].strip()
    return value


def _describe_other_host(host: str, name: str) -> str:
    for scheme, rules in _SCHEMES.items():
        if host in rules.hosts:
            values = {"other": scheme.label, "scheme": name}
            return _("This is an address of %(other)s, not of %(scheme)s.") % values
    return _("This is not an address of %(scheme)s.") % {"scheme": name}
