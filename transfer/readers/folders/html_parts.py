"""HTML that the readers of several formats build."""

import re
from html import escape


def build_code(text: str, language: str = "") -> str:
    """Build a block of code; `language` is left out if it is no name of one."""
    mark = f' class="language-{escape(language)}"' if re.fullmatch(r"[\w+#-]+", language) else ""
    return f"<pre><code{mark}>{escape(text, quote=False)}</code></pre>"


def build_paragraphs(text: str) -> str:
    """Build paragraphs of a text that is too much for its parser, with its marks as they are."""
    blocks = re.split(r"\n{2,}", text)
    return "".join(f"<p>{escape(block.strip(), quote=False)}</p>" for block in blocks)
