"""Find broken relative links and anchors in the project's Markdown files: a step of `make lint`."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Folders of installed packages and of files that the project generates.
SKIPPED_FOLDERS = {".git", ".venv", "media", "node_modules", "staticfiles", "var"}
FENCED_CODE_RE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)
INDENTED_CODE_RE = re.compile(r"(?<=\n\n)(?: {4}.*\n|\n(?= {4}))+")
INLINE_CODE_RE = re.compile(r"`[^`\n]+`")
LINK_RE = re.compile(r"\]\(([^()\s]+)\)")
HEADING_RE = re.compile(r"^#{1,6} +(.+?)\s*$", re.MULTILINE)
ANCHOR_RE = re.compile(r"""<a id="([^"]+)">""")


def list_pages(root: Path = ROOT) -> list[Path]:
    pages = root.rglob("*.md")
    return sorted(page for page in pages if not SKIPPED_FOLDERS & {*page.relative_to(root).parts})


def remove_code_blocks(text: str) -> str:
    return INDENTED_CODE_RE.sub("\n", FENCED_CODE_RE.sub("", text))


def find_links(text: str) -> list[str]:
    return LINK_RE.findall(INLINE_CODE_RE.sub("", remove_code_blocks(text)))


def list_anchors(text: str) -> set[str]:
    """Return the IDs that GitHub gives to headings, and those of `<a id>` elements."""
    text = remove_code_blocks(text)
    anchors = set(ANCHOR_RE.findall(text))
    for heading in HEADING_RE.findall(text):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = base = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        number = 0
        while slug in anchors:
            number += 1
            slug = f"{base}-{number}"
        anchors.add(slug)
    return anchors


def find_broken_links(root: Path = ROOT) -> Iterator[str]:
    """Yield a line for each relative link whose file or anchor does not exist."""
    for page in list_pages(root):
        for link in find_links(page.read_text()):
            if re.match(r"[a-z]+:", link):
                continue
            name, _, anchor = link.partition("#")
            target = (page.parent / name).resolve() if name else page
            where = f"{page.relative_to(root)}: {link}"
            if not target.exists():
                yield f"{where}: no such file"
            elif anchor and anchor not in list_anchors(target.read_text()):
                yield f"{where}: no such heading"


def main() -> int:
    broken = [*find_broken_links()]
    print("".join(f"{line}\n" for line in broken), end="")
    return len(broken)


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
