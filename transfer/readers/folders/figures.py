"""Figures in HTML, which later stages read as pictures, recordings, cards and players."""

from html import escape


def build_figure(address: str, caption: str, *, alt: str = "", credit: str = "") -> str:
    """Build the figure of a picture; `caption` is HTML."""
    picture = f'<img src="{escape(address)}" alt="{escape(alt)}">'
    return wrap_picture(picture, caption, credit=credit)


def wrap_picture(picture: str, caption: str, *, credit: str = "") -> str:
    """Build the figure of a picture and of a caption, both in HTML."""
    mark = f' data-credit="{escape(credit)}"' if credit else ""
    return f"\n\n<figure{mark}>{picture}{build_caption(caption)}</figure>\n\n"


def build_file(address: str, caption: str = "") -> str:
    """Build the figure of a recording or a document; `caption` is HTML."""
    return f'\n\n<figure data-file="{escape(address)}">{build_caption(caption)}</figure>\n\n'


def build_embed(address: str, caption: str = "") -> str:
    """Build the figure of a page or a video, from which a later stage makes a card or a player.
    `caption` is plain text."""
    figcaption = build_caption(escape(caption, quote=False))
    return f'\n\n<figure data-embed="{escape(address)}">{figcaption}</figure>\n\n'


def build_caption(caption: str) -> str:
    """Build the caption of a figure from HTML; '' for ''."""
    return f"<figcaption>{caption}</figcaption>" if caption else ""
