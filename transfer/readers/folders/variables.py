"""Texts that Liquid gives a name, and shows elsewhere."""

import re

# `{% capture x %}…{% endcapture %}` and `{% assign x = "…" %}`, and where they are shown.
_VARIABLE_TEXT_RE = re.compile(
    r"\{%-?\s*capture\s+(?P<captured>[\w-]+)\s*-?%\}"
    r"(?P<text>(?:[^{]|\{(?!%-?\s*(?:end)?capture)){0,20000}?)\{%-?\s*endcapture[^%{}]*%\}"
    r"|\{%-?\s*assign\s+(?P<assigned>[\w-]+)\s*=\s*(?P<value>\"[^\"\n]*\"|'[^'\n]*')\s*-?%\}"
)
_SHOWN_RE = re.compile(r"(?:\{\{-?\s*|[\w-]=)([\w-]+)(?=[\s|}])")


def read_variables(text: str, variables: dict[str, str]) -> str:
    """Take texts with a name out of a text that shows them elsewhere."""
    if "{%" not in text:
        return text
    shown = set(_SHOWN_RE.findall(text))

    def take(match: re.Match[str]) -> str:
        name = match["captured"] or match["assigned"]
        if name not in shown:
            return match[0]
        value = match["text"] or (match["value"] or "")[1:-1]
        variables[name] = value
        return ""

    return _VARIABLE_TEXT_RE.sub(take, text)
