"""Texts that Liquid gives a name, and shows elsewhere."""

import re

# `{% capture x %}…{% endcapture %}` and `{% assign x = "…" %}`, and where a name is shown.
_EVENT_RE = re.compile(
    r"\{%-?\s*capture\s+(?P<captured>[\w-]+)\s*-?%\}"
    r"(?P<text>(?:[^{]|\{(?!%-?\s*(?:end)?capture)){0,20000}?)\{%-?\s*endcapture[^%{}]*%\}"
    r"|\{%-?\s*assign\s+(?P<assigned>[\w-]+)\s*=\s*(?P<value>\"[^\"\n]*\"|'[^'\n]*')\s*-?%\}"
    r"|(?P<before>\{\{-?\s*|(?<=\s)[\w-]+=)(?P<shown>[\w-]+)(?=[\s|}])"
)
# Texts that are shown more often would fill the memory.
_MAX_SHOWN_LENGTH = 1_000_000


def read_variables(text: str, variables: dict[str, str]) -> str:
    """Take texts with a name out of a text that shows them below. A name that is used again has a
    number from then on, in the text as well."""
    if "{%" not in text:
        return text
    events = list(_EVENT_RE.finditer(text))
    last: dict[str, int] = {}
    is_shown = set()
    length = 0
    for number, event in enumerate(events):
        if name := event["captured"] or event["assigned"]:
            last[name] = number
        elif event["shown"] in last and _is_in_tag(event):
            is_shown.add(last[event["shown"]])
            length += len(events[last[event["shown"]]][0])
    if length > _MAX_SHOWN_LENGTH:
        return text
    parts: list[str] = []
    names: dict[str, str] = {}
    end = 0
    for number, event in enumerate(events):
        name = event["captured"] or event["assigned"]
        if name and number in is_shown:
            names[name] = f"{name}-{number}"
            variables[names[name]] = event["text"] or (event["value"] or "")[1:-1]
            parts.append(text[end : event.start()])
            end = event.end()
        elif event["shown"] in names and _is_in_tag(event):
            parts += [text[end : event.start()], event["before"], names[event["shown"]]]
            end = event.end()
    return "".join((*parts, text[end:]))


def _is_in_tag(event: re.Match[str]) -> bool:
    """Return whether a name is shown by an expression, or is an option of a tag."""
    before = event.string[max(event.start() - 500, 0) : event.start()]
    return event["before"].startswith("{{") or before.rfind("{%") > before.rfind("%}")
