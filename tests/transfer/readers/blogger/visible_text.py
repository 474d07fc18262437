"""The text that readers see of HTML, by another parser than that of the readers."""

from html.parser import HTMLParser

HIDDEN_TAGS = ("script", "style", "title", "iframe")


class _TextParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._hidden += tag in HIDDEN_TAGS

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in HIDDEN_TAGS and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def get_visible_text(html: str) -> str:
    """Return the visible text without white space."""
    parser = _TextParser()
    parser.feed(html)
    parser.close()
    return "".join("".join(parser.parts).split())
