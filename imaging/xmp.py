"""Write image metadata as XMP packets.

A stored original has a padded packet, so that later changes are written in place, as the XMP
specification intends: no pixel is encoded again. Runs inside and outside of the sandboxed process;
it only rewrites files of our own encoders.
"""

import zlib
from typing import NamedTuple
from xml.sax.saxutils import escape

MIN_PACKET_BYTES = 4096  # of a stored original
SPARE_BYTES = 1024
_BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'.encode()
_END = b'<?xpacket end="w"?>'
# GIF readers skip blocks by their length; this "magic trailer" leads them out of the packet from
# any position (XMP specification, part 3, section 1.1.2).
_GIF_TRAILER = b"\x01" + bytes(range(255, -1, -1)) + b"\0"


class ImageMetadata(NamedTuple):
    """Plain text, '' where unknown."""

    caption: str = ""
    credit: str = ""
    copyright: str = ""
    licence_url: str = ""


def build_packet(metadata: ImageMetadata, size: int = 0) -> bytes:
    """Build an XMP packet of the metadata, padded with spaces to `size` bytes.

    If it does not fit into `size`, the longest texts are truncated.
    """
    while True:
        body = _BEGIN + _format_rdf(metadata).encode()
        spaces = size - len(body) - len(_END)
        if not size or spaces >= 0:
            return body + b" " * spaces + _END
        longest = max(metadata._fields, key=lambda name: len(getattr(metadata, name)))
        text = getattr(metadata, longest)
        # A truncated URL is of no use.
        shorter = "" if longest == "licence_url" else text[: len(text) * 3 // 4]
        metadata = metadata._replace(**{longest: shorter})


def build_padded_packet(metadata: ImageMetadata) -> bytes:
    return build_packet(metadata, max(MIN_PACKET_BYTES, len(build_packet(metadata)) + SPARE_BYTES))


def rewrite_packet(data: bytes, metadata: ImageMetadata) -> bytes:
    """Replace the packet in a stored image; return the image unchanged if it has none."""
    start = data.find(_BEGIN)
    stop = data.find(_END, start) + len(_END)
    if start < 0 or stop < len(_END):
        return data
    changed = data[:start] + build_packet(metadata, stop - start) + data[stop:]
    if not data.startswith(b"\x89PNG"):
        return changed
    # Only PNG has a checksum, of the chunk's name and content.
    name = changed.rfind(b"iTXt", 0, start)
    end = name + 4 + int.from_bytes(changed[name - 4 : name])
    return changed[:end] + zlib.crc32(changed[name:end]).to_bytes(4) + changed[end + 4 :]


def insert_gif_packet(data: bytes, packet: bytes) -> bytes:
    """Insert a packet before a GIF's last byte, as Pillow does not write one."""
    extension = b"\x21\xff\x0bXMP DataXMP" + packet + _GIF_TRAILER
    return b"GIF89a" + data[6:-1] + extension + data[-1:]


def _format_rdf(metadata: ImageMetadata) -> str:
    caption, credit, rights = (
        _escape_line(metadata.caption),
        _escape_line(metadata.credit),
        _escape_line(metadata.copyright),
    )
    parts = ""
    if caption:
        parts += f"<dc:description>{_format_alt(caption)}</dc:description>"
    if credit:
        parts += f"<dc:creator><rdf:Seq><rdf:li>{credit}</rdf:li></rdf:Seq></dc:creator>"
        parts += f"<photoshop:Credit>{credit}</photoshop:Credit>"
    if rights:
        parts += f"<dc:rights>{_format_alt(rights)}</dc:rights>"
    if metadata.licence_url:
        parts += (
            f"<xmpRights:WebStatement>{_escape_line(metadata.licence_url)}</xmpRights:WebStatement>"
        )
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about=""'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
        ' xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/">'
        f"{parts}</rdf:Description></rdf:RDF></x:xmpmeta>"
    )


def _format_alt(text: str) -> str:
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt>'


def _escape_line(metadata: str) -> str:
    """Escape as one line, without control characters, surrogates and non-characters, which XML does
    not allow."""
    printable = (c for c in " ".join(metadata.split()) if c >= " " and c not in "\ufffe\uffff")
    return escape("".join(c for c in printable if not "\ud800" <= c <= "\udfff"))
