"""The words that go with a picture inside its file: an XMP packet of our own making.

Encoders write the packet. A stored original gets one with room to spare, so that what is corrected
later is written over it in place, as XMP means it to be: no pixel is encoded again.
Runs inside and outside of the sandboxed process; the files it rewrites are our own encoders'.
"""

import zlib
from typing import NamedTuple
from xml.sax.saxutils import escape

ROOM = 4096  # bytes of an original's packet, at least
SPARE = 1024
_BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'.encode()
_END = b'<?xpacket end="w"?>'
# A GIF's reader skips blocks by their length; this ladder leads it out of the packet wherever in
# it the reader lands (XMP specification, part 3, section 1.1.2).
_GIF_TRAILER = b"\x01" + bytes(range(255, -1, -1)) + b"\0"


class Words(NamedTuple):
    """Plain text, each '' where it is not known."""

    caption: str = ""
    credit: str = ""
    copyright: str = ""
    licence_url: str = ""


def packet(words: Words, size: int = 0) -> bytes:
    """An XMP packet with these words and nothing else; filled up with spaces to `size` bytes.

    What does not fit into `size` loses the ends of its longest words.
    """
    while True:
        body = _BEGIN + _rdf(words).encode()
        spaces = size - len(body) - len(_END)
        if not size or spaces >= 0:
            return body + b" " * spaces + _END
        longest = max(words._fields, key=lambda name: len(getattr(words, name)))
        text = getattr(words, longest)
        # Half an address leads nowhere.
        shorter = "" if longest == "licence_url" else text[: len(text) * 3 // 4]
        words = words._replace(**{longest: shorter})


def roomy_packet(words: Words) -> bytes:
    return packet(words, max(ROOM, len(packet(words)) + SPARE))


def rewritten(data: bytes, words: Words) -> bytes:
    """A stored picture with other words in its packet; as it is where it has none."""
    start = data.find(_BEGIN)
    stop = data.find(_END, start) + len(_END)
    if start < 0 or stop < len(_END):
        return data
    changed = data[:start] + packet(words, stop - start) + data[stop:]
    if not data.startswith(b"\x89PNG"):
        return changed
    # The one format that has a checksum over it: of the chunk's name and content.
    name = changed.rfind(b"iTXt", 0, start)
    end = name + 4 + int.from_bytes(changed[name - 4 : name])
    return changed[:end] + zlib.crc32(changed[name:end]).to_bytes(4) + changed[end + 4 :]


def in_gif(data: bytes, packet: bytes) -> bytes:
    """A GIF with a packet, which Pillow does not write, before its last byte."""
    extension = b"\x21\xff\x0bXMP DataXMP" + packet + _GIF_TRAILER
    return b"GIF89a" + data[6:-1] + extension + data[-1:]


def _rdf(words: Words) -> str:
    caption, credit, rights = (_text(words.caption), _text(words.credit), _text(words.copyright))
    parts = ""
    if caption:
        parts += f"<dc:description>{_in_default_language(caption)}</dc:description>"
    if credit:
        parts += f"<dc:creator><rdf:Seq><rdf:li>{credit}</rdf:li></rdf:Seq></dc:creator>"
        parts += f"<photoshop:Credit>{credit}</photoshop:Credit>"
    if rights:
        parts += f"<dc:rights>{_in_default_language(rights)}</dc:rights>"
    if words.licence_url:
        parts += f"<xmpRights:WebStatement>{_text(words.licence_url)}</xmpRights:WebStatement>"
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about=""'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
        ' xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/">'
        f"{parts}</rdf:Description></rdf:RDF></x:xmpmeta>"
    )


def _in_default_language(text: str) -> str:
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt>'


def _text(words: str) -> str:
    """In one line, without what no XML holds: control characters, surrogates, non-characters."""
    kept = (c for c in " ".join(words.split()) if c >= " " and c not in "\ufffe\uffff")
    return escape("".join(c for c in kept if not "\ud800" <= c <= "\udfff"))
