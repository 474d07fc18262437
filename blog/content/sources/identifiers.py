"""URLs of identifiers of sources."""

_URLS = {
    "wikidata": "https://www.wikidata.org/entity/{}",
    "viaf": "https://viaf.org/viaf/{}",
    "isni": "https://isni.org/isni/{}",
    "orcid": "https://orcid.org/{}",
    "ror": "https://ror.org/{}",
    "doi": "https://doi.org/{}",
}


def build_identifier_url(scheme: str, value: str) -> str:
    return _URLS[scheme].format(value)
