"""The comments of the block editor: `<!-- wp:name {"key": "value"} -->`.

Most only repeat what the HTML in them says. Here are those that say more: blocks without HTML.
"""

import html
import json
import re
from collections.abc import Callable
from typing import Any

from transfer.readers.wxr.body.block_texts import build_attributes, build_divi
from transfer.readers.wxr.body.context import BodyContext
from transfer.readers.wxr.body.quotations import build_quotation

_DELIMITER_RE = re.compile(
    r"<!--\s+(?P<end>/)?wp:(?P<name>(?:[a-z][\w-]*/)?[a-z][\w-]*)\s+"
    r"(?P<attributes>\{(?:(?!-->|<!--).)*\}\s+)?(?P<void>/)?-->",
    re.DOTALL,
)
# Blocks without HTML whose absence nobody needs to hear of.
_TRIVIAL_BLOCKS = {
    "footnotes",
    "spacer",
    "separator",
    "more",
    "nextpage",
    "post-title",
    "shortcode",
}
# The texts and pictures in a pattern that its uses may replace.
_TEXT_RE = re.compile(
    r"\s*(?:<div\b[^>]{0,2000}>\s*)?<(?P<tag>p|h[1-6]|a|button)\b[^>]{0,2000}>"
    r"(?P<part>.{0,20000}?)</(?P=tag)>",
    re.DOTALL,
)
_PICTURE_RE = re.compile(
    r"\s*<figure\b[^>]{0,2000}>\s*(?:<a\b[^>]{0,2000}>\s*)?(?P<part><img\b[^>]{0,9000}>)"
)
# The sign in the heading of an accordion that opens it.
_ICON_RE = re.compile(
    r'<span class="wp-block-accordion-heading__toggle-icon"[^>]{0,300}>[^<]{0,99}</span>'
)
_FREE_BLOCKS = {"freeform", "classic", "shortcode"}
_QUOTE_KEYS = ("quote", "quotation", "text", "content", "zitat", "citation", "cita")
_SPEAKER_KEYS = ("author", "cite", "source", "name", "attribution", "speaker", "autor", "auteur")


def has_blocks(content: str) -> bool:
    return "<!-- wp:" in content


def expand_blocks(
    content: str,
    context: BodyContext,
    convert_text: Callable[[str], str],
    refs: tuple[str, ...] = (),
) -> str:
    """Return the content without the comments of blocks. `convert_text` makes HTML of text that is
    in no block, which is that of the classic editor; `refs` are the reusable blocks around it."""
    output: list[str] = []
    opened: list[str] = []
    start = 0

    def write(text: str) -> None:
        is_free = not opened or opened[-1] in _FREE_BLOCKS
        output.append(convert_text(text) if is_free and text.strip() else text)

    for match in _DELIMITER_RE.finditer(content):
        write(content[start : match.start()])
        start = match.end()
        name = match["name"].removeprefix("core/")
        if match["void"]:
            attributes = _parse_attributes(match["attributes"])
            output.append(_expand_void(name, attributes, context, convert_text, refs))
        elif not match["end"]:
            opened.append(name)
            if name.startswith("divi/"):
                output.append(build_divi(_parse_attributes(match["attributes"])))
            elif name in ("tab", "jetpack/story"):
                attributes = _parse_attributes(match["attributes"])
                output.append(_build_start(attributes, content[start : start + 5_000]))
        elif name in opened:
            while opened.pop() != name:
                pass
    write(content[start:])
    return _ICON_RE.sub("", "".join(output))


def _build_start(attributes: dict[str, Any], content: str) -> str:
    """Return the label of a tab and the pictures of a story, unless the HTML has them."""
    label = attributes.get("label")
    is_missing = isinstance(label, str) and not re.search(rf">\s*{re.escape(label)}\s*<", content)
    parts = [f"<h4>{label}</h4>"] if is_missing else []
    files = attributes.get("mediaFiles")
    for file in files if isinstance(files, list) else []:
        url = file.get("url") if isinstance(file, dict) else None
        if not isinstance(url, str) or url in content or html.escape(url) in content:
            continue
        caption = html.escape(str(file.get("caption") or ""), quote=False)
        shown = f"<figcaption>{caption}</figcaption>" if caption else ""
        is_video = str(file.get("mime", "")).startswith("video")
        figure = f'<figure data-file="{html.escape(url)}">' if is_video else "<figure>"
        parts.append(f"{figure}{'' if is_video else _build_picture(file)}{shown}</figure>")
    return "".join(parts)


def _parse_attributes(text: str | None) -> dict[str, Any]:
    try:
        attributes = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return attributes if isinstance(attributes, dict) else {}


def _expand_void(
    name: str,
    attributes: dict[str, Any],
    context: BodyContext,
    convert_text: Callable[[str], str],
    refs: tuple[str, ...],
) -> str:
    """Return the HTML of a block that has none in the export, and note what cannot be made."""
    if name == "block":
        ref = str(attributes.get("ref", ""))
        content = context.index.find_block(ref)
        if ref not in refs and (content := context.insert(content)):
            content = _replace_parts(content, attributes.get("content"), context)
            return expand_blocks(content, context, convert_text, (*refs, ref))
    url = attributes.get("url")
    if (name == "embed" or name.startswith("core-embed/")) and isinstance(url, str):
        return f'<figure data-embed="{html.escape(url)}"></figure>'
    texts = _list_texts(attributes.get("data"))
    if texts:
        return _build_fields(name, texts)
    if name.startswith("divi/"):
        return build_divi(attributes)
    if "/" in name and (markup := build_attributes(attributes)):
        is_said = re.search("testimonial|quote|review", name) is not None
        return markup + (_build_speaker(attributes) if is_said else "")
    if name not in _TRIVIAL_BLOCKS:
        context.omitted_blocks.setdefault(name)
    return ""


def _replace_parts(content: str, parts: Any, context: BodyContext) -> str:
    """Put texts and pictures, by the names of their blocks, in the place of those of a pattern."""
    if not isinstance(parts, dict):
        return content
    output: list[str] = []
    start = 0
    for match in _DELIMITER_RE.finditer(content):
        metadata = _parse_attributes(match["attributes"]).get("metadata")
        part = parts.get(str(metadata.get("name"))) if isinstance(metadata, dict) else None
        if not isinstance(part, dict) or match.start() < start:
            continue
        text = part.get("content") or part.get("text")
        if isinstance(part.get("url"), str) and (target := _PICTURE_RE.match(content, match.end())):
            text = _build_picture(part)
        else:
            target = _TEXT_RE.match(content, match.end())
        if target and isinstance(text, str) and context.insert(text):
            output += [content[start : target.start("part")], text]
            start = target.end("part")
    return "".join(output) + content[start:]


def _build_picture(part: dict[str, Any]) -> str:
    address, alt, number = (html.escape(str(part.get(key) or "")) for key in ("url", "alt", "id"))
    return f'<img src="{address}" alt="{alt}" class="wp-image-{number}">'


def _build_speaker(attributes: dict[str, Any]) -> str:
    """Return who said the words of a block, where each part is too short for a sentence."""
    values = (attributes.get(key) for key in (*_SPEAKER_KEYS, "occupation", "job", "company"))
    texts = [value for value in values if isinstance(value, str) and 1 <= len(value.split()) < 4]
    return f"<p>{', '.join(dict.fromkeys(texts))}</p>" if texts else ""


def _list_texts(data: Any) -> dict[str, str]:
    """Return the texts of a block of Advanced Custom Fields, by field."""
    if not isinstance(data, dict):
        return {}
    return {
        key: value.strip()
        for key, value in data.items()
        if isinstance(value, str) and re.search(r"[^\W\d_]{2}", value) and not key.startswith("_")
    }


def _build_fields(name: str, texts: dict[str, str]) -> str:
    if re.search("quot|zitat|citation|cita$", name):
        quotation = next((texts[key] for key in _QUOTE_KEYS if key in texts), "")
        speaker = next((texts[key] for key in _SPEAKER_KEYS if key in texts), "")
        rest = [text for text in texts.values() if text not in (quotation, speaker)]
        if quotation and speaker:
            paragraphs = "".join(f"<p>{text}</p>" for text in rest)
            return build_quotation(quotation, speaker) + paragraphs
    return "".join(f"<p>{text}</p>" for text in texts.values())
