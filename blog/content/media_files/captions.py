"""Captions: WebVTT (W3C), and SubRip, which has no header and writes decimals with a comma.

Only the cues are stored, without notes, styles and regions.
"""

import re
from collections.abc import Iterator
from itertools import dropwhile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from blog.common import markup

MAX_BYTES = 1024 * 1024  # A film of three hours has about 150 KB.
_HEADER_RE = re.compile(r"WEBVTT(?:[ \t].*)?")
_TIME = r"(?:([0-9]{1,4}):)?([0-5][0-9]):([0-5][0-9])[.,]([0-9]{3})"
_TIMING_RE = re.compile(rf"[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}(?:[ \t]+(.*))?")
_SETTING_RE = re.compile(r"(?:vertical|line|position|size|align):[a-z0-9.,%-]{1,40}")
_LEFT_OUT = ("NOTE", "STYLE", "REGION")
_ARROW = "-->"
# Lines of a block, each with its number in the file.
_Block = list[tuple[int, str]]


def read_captions(data: bytes) -> str:
    """Check a WebVTT or SubRip file, and return its cues as WebVTT.

    Raises ValidationError with the number of the line that cannot be read.
    """
    if len(data) > MAX_BYTES:
        raise ValidationError(_("The captions are larger than 1 MB."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValidationError(_("The captions are not in UTF-8. Save them in it first.")) from error
    text = markup.clean_text(text.replace("\r\n", "\n").replace("\r", "\n"))
    blocks = list(_split_blocks(text))
    if blocks and _HEADER_RE.fullmatch(blocks[0][0][1]):
        # A cue may follow without an empty line.
        first = list(dropwhile(lambda line: _ARROW not in line[1], blocks[0][1:]))
        blocks = [first, *blocks[1:]] if first else blocks[1:]
    cues = [_read_cue(block) for block in blocks if not _is_left_out(block)]
    shown = [cue for cue in cues if cue]
    if not shown:
        raise ValidationError(_("This is no file with captions: upload WebVTT (.vtt) or .srt."))
    return "\n\n".join(["WEBVTT", *shown]) + "\n"


def _split_blocks(text: str) -> Iterator[_Block]:
    """Yield the runs of lines between empty ones."""
    block: _Block = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            block.append((number, line))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _is_left_out(block: _Block) -> bool:
    word = block[0][1].split()[0]
    return word in _LEFT_OUT and not any(_ARROW in line for _number, line in block[:2])


def _read_cue(block: _Block) -> str:
    """Return a cue without its name, '' for one without text."""
    if len(block) > 1 and _ARROW not in block[0][1] and _ARROW in block[1][1]:
        block = block[1:]  # The first line is the cue's name.
    (number, timing), *lines = block
    match = _TIMING_RE.fullmatch(timing)
    if match is None or any(_ARROW in line for _number, line in lines):
        bad = number if match is None else next(n for n, line in lines if _ARROW in line)
        raise ValidationError(
            _(
                "Line %(number)d of the captions should be a time such as"
                " 00:01:02.000 --> 00:01:05.500, after an empty line."
            )
            % {"number": bad}
        )
    start, end = _format_time(*match.groups()[:4]), _format_time(*match.groups()[4:8])
    if _get_order(start) >= _get_order(end):
        raise ValidationError(
            _("In line %(number)d of the captions, the end is not after the start.")
            % {"number": number}
        )
    settings = [each for each in (match[9] or "").split() if _SETTING_RE.fullmatch(each)]
    text = "\n".join(line.strip() for _number, line in lines)
    return "\n".join([" ".join([start, _ARROW, end, *settings]), text]) if text else ""


def _format_time(hours: str | None, minutes: str, seconds: str, thousandths: str) -> str:
    return f"{int(hours or 0):02}:{minutes}:{seconds}.{thousandths}"


def _get_order(time: str) -> tuple[int, str]:
    hours, _colon, rest = time.partition(":")
    return int(hours), rest
