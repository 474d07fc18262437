"""CSS and HTML of the site's owner: what is accepted, and how it is written into pages.

The content security policy stays as it is: no script of the owner's runs, and no other site is
asked for anything.
"""

import re
from functools import lru_cache
from html import escape
from html.parser import HTMLParser

from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from blog.common import css_tokens, markup
from lib.urls import validate_web_address

MAX_CSS_BYTES = 50_000
# Relations of <link> that name a page or a service and load nothing.
LINK_RELATIONS = {
    *("me", "author", "license", "pgpkey", "webmention", "pingback", "indieauth-metadata"),
    *("authorization_endpoint", "token_endpoint", "micropub", "microsub"),
}
# Names of <meta> by which services recognise the owner of a site.
META_NAME_RE = re.compile(r"[\w.:-]*(?:verif|validate)[\w.:-]*|fediverse:creator", re.I | re.A)
_OWN_FILE_RE = re.compile(r"/(?![/\\])|#")


def validate_css(css: str) -> None:
    """Refuse CSS that would load a file of another site, and more than MAX_CSS_BYTES."""
    if len(css.encode()) > MAX_CSS_BYTES:
        raise ValidationError(
            _("The CSS has %(size)d bytes, and at most %(limit)d are possible."),
            params={"size": len(css.encode()), "limit": MAX_CSS_BYTES},
        )
    for token in css_tokens.read(css):
        if token.kind == "at-rule" and token.text.lower() == "import":
            raise ValidationError(_("@import is not possible. Paste the rules themselves."))
        if token.is_address and not _OWN_FILE_RE.match(token.text):
            raise ValidationError(
                _("“%(address)s” is not a file of this site. Begin its address with /."),
                params={"address": token.text[:60]},
            )


def validate_head_html(html: str) -> None:
    """Refuse everything but <meta> and <link> elements of the allowlist."""
    _parse_head(html)


def clean_head_html(html: str) -> SafeString:
    """Return the accepted elements, written anew; '' if any is not accepted."""
    try:
        return _parse_head(html)
    except ValidationError:
        return SafeString("")


@lru_cache(maxsize=20)
def clean_foot_html(html: str) -> SafeString:
    """Return HTML with the elements of posts' prose only."""
    return markup.mark_clean(markup.PROSE(html))


@lru_cache(maxsize=20)
def _parse_head(html: str) -> SafeString:
    parser = _HeadParser()
    parser.feed(html)
    parser.close()
    return markup.mark_clean("\n  ".join(parser.elements))


class _HeadParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if len(values) != len(attrs):
            self._refuse(tag)
        if tag == "meta" and values.keys() == {"name", "content"}:
            if not META_NAME_RE.fullmatch(values["name"]):
                self._refuse(f"meta {values['name']}")
        elif tag == "link" and values.keys() <= {"rel", "href", "type"} and "href" in values:
            relations = values.get("rel", "").lower().split()
            if not relations or not set(relations) <= LINK_RELATIONS:
                self._refuse(f"link {values.get('rel', '')}")
            self._check_address(values["href"])
        else:
            self._refuse(tag)
        written = "".join(f' {name}="{escape(value)}"' for name, value in values.items())
        self.elements.append(f"<{tag}{written}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self._refuse(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._refuse(data.strip())

    def handle_comment(self, data: str) -> None:
        """Leave comments out."""

    def handle_decl(self, decl: str) -> None:
        self._refuse(decl)

    def unknown_decl(self, data: str) -> None:
        self._refuse(data)

    def handle_pi(self, data: str) -> None:
        self._refuse(data)

    def _check_address(self, address: str) -> None:
        if address.startswith("/") and not address.startswith(("//", "/\\")):
            return
        if not address.startswith("mailto:"):
            validate_web_address(address)

    def _refuse(self, what: str) -> None:
        raise ValidationError(
            _(
                "“%(what)s” cannot be in the head. Possible are <meta name=… content=…> by which "
                "a service verifies the site, and <link rel=… href=…> such as rel=me."
            ),
            params={"what": what[:60]},
        )
