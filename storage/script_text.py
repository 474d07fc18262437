"""Scripts without comments, indentation and newlines beside brackets and commas; their strings and
templates stay as they are."""

import re

_CODE = r"""
    (?P<comment> //[^\n]* | /\*.*?\*/ )
    | (?P<string> "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' )
    {regex}
    | (?P<space> \s+ )
    | (?P<code> [^\s"'`/{{}}]+ | . )
"""
_REGEX = r"| (?P<regex> /(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/ )"
# After an operand, a slash divides; elsewhere it begins a regular expression.
AFTER_OPERAND_RE = re.compile(_CODE.format(regex=""), re.DOTALL | re.VERBOSE)
ELSEWHERE_RE = re.compile(_CODE.format(regex=_REGEX), re.DOTALL | re.VERBOSE)
OPERAND_RE = re.compile(r"(?P<word>[\w$]+)$|[)\]}\"'`]$")
KEYWORDS = {"return", "typeof", "case", "in", "of", "await", "else"}
TEMPLATE_RE = re.compile(r"(?:\\.|\$(?!\{)|[^`\\$])*(?P<end>`|\$\{)", re.DOTALL)


def shorten(script: str) -> str:
    """Return a script without comments, indentation and empty lines.

    A regular expression after a closing brace would be taken for a division.
    """
    tokens: list[str] = []
    braces: list[int] = []  # How many are open in each open `${`.
    position, last = 0, ""
    while position < len(script):
        operand = OPERAND_RE.search(last)
        is_operand = operand is not None and operand["word"] not in KEYWORDS
        match = (AFTER_OPERAND_RE if is_operand else ELSEWHERE_RE).match(script, position)
        assert match is not None  # A dot matches anything.
        position, token = match.end(), match.group()
        if match["space"] or match["comment"]:
            _append_gap(tokens, token, is_space=bool(match["space"]))
            continue
        if token == "`" or (token == "}" and braces and not braces[-1]):
            template = TEMPLATE_RE.match(script, position)
            if template is None:
                raise ValueError(f"A template has no end: {script[position : position + 60]!r}")
            position, token = template.end(), token + template.group()
            _count_template(braces, token)
        elif braces and token in ("{", "}"):
            braces[-1] += 1 if token == "{" else -1
        if token[0] in ")]}" and tokens and tokens[-1] == "\n":
            tokens.pop()
        tokens.append(token)
        last = token
    return "".join(tokens).strip() + "\n"


def _count_template(braces: list[int], part: str) -> None:
    """Note that a part of a template has ended, and with it perhaps the template."""
    if part.startswith("}"):
        braces.pop()
    if part.endswith("${"):
        braces.append(0)


def _append_gap(tokens: list[str], gap: str, *, is_space: bool) -> None:
    """Add a space, or a newline if the gap has one, to a gap that may have begun before. No newline
    is needed after a comma or an opening bracket."""
    before = tokens.pop() if tokens and tokens[-1].isspace() else ""
    if "\n" in before + gap:
        if not (tokens and tokens[-1][-1] in ",([{"):
            tokens.append("\n")
    elif is_space or before:
        tokens.append(" ")
