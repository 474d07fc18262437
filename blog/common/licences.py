"""Short names of licences, such as 'CC BY 4.0', from their URLs."""

import re

from lib.urls import split_url

_CREATIVE_COMMONS_RE = re.compile(
    r"creativecommons\.org/(?:licenses|publicdomain)/"
    r"(?P<kind>[a-z-]+)/(?P<version>\d\.\d)(?:/(?P<port>[a-z]{2,3}(?:-[a-z]{2,3})?))?"
)
_CC_KINDS = {
    *("by", "by-sa", "by-nc", "by-nd", "by-nc-sa", "by-nc-nd", "by-nd-nc"),
    *("sa", "nc", "nd", "nc-sa"),  # Version 1.0 only.
}
# Paths of the deeds and legal texts in each language.
_CC_PAGE_RE = re.compile(r"(?:/(?:deed|legalcode|rdf)(?:\.[a-z_-]+)?(?:\.txt)?)?/?$")
# By their addresses without `www.`.
_OTHER_LICENCES = {
    "artlibre.org/licence/lal": "Free Art License 1.3",
    "apache.org/licenses/license-2.0": "Apache 2.0",
    "opensource.org/licenses/mit": "MIT",
    "opensource.org/license/mit": "MIT",
    "opendatacommons.org/licenses/odbl": "ODbL",
    "opendatacommons.org/licenses/odbl/1-0": "ODbL 1.0",
    "opendatacommons.org/licenses/odbl/1.0": "ODbL 1.0",
    "opendatacommons.org/licenses/by": "ODC-By",
    "opendatacommons.org/licenses/by/1-0": "ODC-By 1.0",
    "opendatacommons.org/licenses/pddl": "PDDL",
    "opendatacommons.org/licenses/pddl/1-0": "PDDL 1.0",
    "gnu.org/licenses/fdl-1.2": "GFDL 1.2",
    "gnu.org/licenses/fdl-1.3": "GFDL 1.3",
    "gnu.org/copyleft/fdl": "GFDL",
    "gnu.org/licenses/gpl-3.0": "GPL 3.0",
    "nationalarchives.gov.uk/doc/open-government-licence/version/1": "OGL 1.0",
    "nationalarchives.gov.uk/doc/open-government-licence/version/2": "OGL 2.0",
    "nationalarchives.gov.uk/doc/open-government-licence/version/3": "OGL 3.0",
    "etalab.gouv.fr/licence-ouverte-open-licence": "Licence Ouverte",
    "govdata.de/dl-de/by-2-0": "DL-DE BY 2.0",
    "govdata.de/dl-de/zero-2-0": "DL-DE Zero 2.0",
    "unsplash.com/license": "Unsplash License",
    "pexels.com/license": "Pexels License",
    "rightsstatements.org/vocab/inc/1.0": "In Copyright",
    "rightsstatements.org/vocab/noc-us/1.0": "No Copyright – United States",
    "rightsstatements.org/vocab/nkc/1.0": "No Known Copyright",
}
_EXTENSION_RE = re.compile(r"(?:\.html?|\.txt|\.php)$")


def licence_name(url: str) -> str:
    """Return the short name of the licence at a URL, or the URL's host if unknown. '' for ''."""
    if not url:
        return ""
    parts = split_url(url)
    host = (parts.hostname or "").removeprefix("www.")
    path = parts.path.casefold()
    if host == "creativecommons.org":
        match = _CREATIVE_COMMONS_RE.fullmatch(_CC_PAGE_RE.sub("", f"creativecommons.org{path}"))
        name = _format_creative_commons(**match.groupdict()) if match else ""
        return name or "creativecommons.org"
    address = _EXTENSION_RE.sub("", f"{host}{path}".rstrip("/"))
    return _OTHER_LICENCES.get(address) or host or url


def _format_creative_commons(kind: str, version: str, port: str | None) -> str:
    if kind in {"zero", "mark"}:
        return f"CC0 {version}" if kind == "zero" else "Public Domain"
    if kind not in _CC_KINDS:
        return ""
    name = f"CC {kind.upper()} {version}"
    return f"{name} {port.upper()}" if port else name
