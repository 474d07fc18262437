"""Interviews in prose, with the names of both people before their words.

An interview is stored as `<section data-interview>` with both names, which are optional. Its
questions are `<p data-question>`; all other paragraphs and lists are answers.
"""

import re
from html import unescape

from django.utils.html import escape
from django.utils.translation import gettext as _

_INTERVIEW_RE = re.compile(
    r'(<section data-interview=""(?: data-interviewer="([^"]*)")?'
    r'(?: data-interviewee="([^"]*)")?>)(.*?)(?=</section>)',
    re.DOTALL,
)
# A question, or the start of the interview, and the beginning of the answer that follows.
_TURN_RE = re.compile(r'(?:<p data-question="">(.*?)</p>|\A)(<p>|(?=<[uo]l[ >]))?', re.DOTALL)
_QUESTION = '<p data-question="">'
_RENDERED_RE = re.compile(r'<div class="interview">(.*?)</div>', re.DOTALL)


def show_speakers(html: str) -> str:
    """Write the names before questions and answers, and questions in bold, in the current language.

    The elements keep their attributes.
    """
    return _INTERVIEW_RE.sub(_show_speakers, html) if "<section data-interview" in html else html


def render_interviews(html: str) -> str:
    """Return the HTML for readers."""
    shown = _INTERVIEW_RE.sub(
        lambda match: '<div class="interview">' + match[4], show_speakers(html)
    )
    return shown.replace("</section>", "</div>").replace(_QUESTION, '<p class="question">')


def unwrap_interviews(html: str) -> str:
    """Turn the interviews of a post's HTML into plain paragraphs, for feeds."""
    return _RENDERED_RE.sub(lambda match: match[1].replace('<p class="question">', "<p>"), html)


def split_interviews(html: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the HTML with questions in bold; and of each interview the names of interviewer and
    interviewee, escaped. For diffs of revisions."""
    names = [(match[2] or "", match[3] or "") for match in _INTERVIEW_RE.finditer(html)]
    if not names:
        return html, []
    bold = re.sub(f"{_QUESTION}(.*?)</p>", r"<p><strong>\1</strong></p>", html, flags=re.DOTALL)
    return bold, names


def _show_speakers(match: re.Match[str]) -> str:
    asks, answers = map(_format_name, (match[2], match[3]))

    def show(turn: re.Match[str]) -> str:
        question = ""
        if turn[1] is not None:
            name = f"{asks} " if asks else ""
            question = f"{_QUESTION}<strong>{name}{turn[1]}</strong></p>"
        if turn[2] is None or not answers:
            return question + (turn[2] or "")
        if turn[2]:
            return f"{question}<p><strong>{answers}</strong> "
        return f"{question}<p><strong>{answers}</strong></p>"

    return match[1] + _TURN_RE.sub(show, match[4])


def _format_name(escaped: str | None) -> str:
    """Return a name as it is before words, as HTML; '' for none."""
    name = unescape(escaped or "")
    return str(escape(_("%(name)s:") % {"name": name})) if name else ""
