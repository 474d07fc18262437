"""Identifiers in authority files: their spelling, check digits and addresses."""

import pytest
from django.core.exceptions import ValidationError

from blog.content.sources.identifiers import get_identifier_url, normalize_identifier

VALID = [
    ("wikidata", "Q42", "Q42"),
    ("wikidata", " q42 ", "Q42"),
    ("wikidata", "https://www.wikidata.org/wiki/Q42#identifiers", "Q42"),
    ("wikidata", "http://www.wikidata.org/entity/Q42", "Q42"),
    ("wikidata", "https://m.wikidata.org/wiki/Q42?uselang=de", "Q42"),
    ("wikidata", "https://www.wikidata.org/wiki/Special:EntityPage/Q42", "Q42"),
    ("wikidata", "wd:Q42", "Q42"),
    ("viaf", "113230702", "113230702"),
    ("viaf", "https://viaf.org/viaf/113230702/", "113230702"),
    ("viaf", "viaf.org/en/viaf/113230702", "113230702"),
    ("isni", "0000 0001 2103 2683", "0000000121032683"),
    ("isni", "https://isni.org/isni/0000000121032683", "0000000121032683"),
    ("isni", "ISNI 0000-0001-2103-2683", "0000000121032683"),
    ("isni", "000000021694233x", "000000021694233X"),
    ("orcid", "0000-0002-1825-0097", "0000-0002-1825-0097"),
    ("orcid", "0000000218250097", "0000-0002-1825-0097"),
    ("orcid", "https://orcid.org/0000-0002-1694-233x", "0000-0002-1694-233X"),
    ("ror", "https://ror.org/05dxps055", "05dxps055"),
    ("ror", "03VEK6S52", "03vek6s52"),
    ("ror", "ror.org/042nb2s44", "042nb2s44"),
    ("ror", "052gg0110", "052gg0110"),
    ("ror", "01ggx4157", "01ggx4157"),
    ("doi", "10.1000/182", "10.1000/182"),
    ("doi", "doi:10.1000/182", "10.1000/182"),
    ("doi", "https://doi.org/10.1002/(SICI)1097-4571", "10.1002/(sici)1097-4571"),
    ("doi", "https://dx.doi.org/10.1000%2F182", "10.1000/182"),
]
INVALID = [
    ("wikidata", "42"),
    ("wikidata", "Q0"),
    ("wikidata", "P31"),
    ("wikidata", "Q42x"),
    ("wikidata", "https://en.wikipedia.org/wiki/Douglas_Adams"),
    ("wikidata", "https://wikidata.org.evil.example/wiki/Q42"),
    ("wikidata", "javascript:alert(1)"),
    ("wikidata", "Q４２"),
    ("viaf", "Q42"),
    ("viaf", "0"),
    ("viaf", "1" * 23),
    ("viaf", "https://www.wikidata.org/wiki/Q42"),
    ("isni", "0000 0001 2103 2684"),
    ("isni", "0000 0001 2103 268"),
    ("isni", "0000 0001 2103 268X"),
    ("orcid", "0000-0002-1825-0098"),
    ("orcid", "0000-0002-1825-009"),
    ("ror", "05dxps056"),
    ("ror", "05dxpl055"),
    ("ror", "15dxps055"),
    ("doi", "11.1000/182"),
    ("doi", "10.1000"),
    ("doi", "10.1000/a b"),
    ("doi", "10.1000/" + "x" * 300),
    ("isbn", "9780330508117"),
    ("ror", ""),
    ("doi", "http://[::1"),
]


@pytest.mark.parametrize(("scheme", "text", "expected"), VALID)
def test_pasted_identifier_is_normalized(scheme, text, expected):
    assert normalize_identifier(scheme, text) == expected
    assert normalize_identifier(scheme, get_identifier_url(scheme, expected)) == expected


@pytest.mark.parametrize(("scheme", "text"), INVALID)
def test_invalid_identifier_is_refused(scheme, text):
    with pytest.raises(ValidationError):
        normalize_identifier(scheme, text)


@pytest.mark.parametrize(
    ("scheme", "value"), [(s, v) for s, _t, v in VALID if s in "isni orcid ror"]
)
def test_each_wrong_digit_and_swap_is_refused(scheme, value):
    """A check digit finds every wrong digit, and every swap of neighbours."""
    for index, digit in enumerate(value):
        others = [digit_for for digit_for in "0123456789" if digit.isdigit() and digit_for != digit]
        neighbours = value[index : index + 2]
        swapped = value[:index] + neighbours[::-1] + value[index + 2 :]
        typos = [value[:index] + other + value[index + 1 :] for other in others]
        for typo in [*typos, *([swapped] if swapped != value and "-" not in neighbours else [])]:
            with pytest.raises(ValidationError):
                normalize_identifier(scheme, typo)
