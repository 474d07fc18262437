"""Small audio, video and PDF files: generated, complete, and without much to hear or see."""

import io
import struct
import wave


def wav(seconds: float = 1) -> bytes:
    """Return a WAV file of silence."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(int(seconds * 8000) * 2))
    return file.getvalue()


def mp3(seconds: float = 2, *, has_tag: bool = True) -> bytes:
    """Return an MP3 file of empty frames, 26 ms each, at 128 kb/s."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    tag = b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10) if has_tag else b""
    return tag + frame * max(2, round(seconds * 44100 / 1152))


def box(kind: bytes, *content: bytes) -> bytes:
    data = b"".join(content)
    return struct.pack(">I4s", len(data) + 8, kind) + data


def mp4(
    *kinds: bytes,
    seconds: int = 3,
    size: tuple[int, int] = (320, 180),
    brand: bytes = b"isom",
    is_rotated: bool = False,
    codecs: dict[bytes, bytes] | None = None,
) -> bytes:
    """Return an MP4 file with tracks of the kinds, by default b"vide" and b"soun".

    `codecs` are those of kinds of tracks; others have none.
    """
    tracks = []
    for kind in kinds or (b"vide", b"soun"):
        width, height = size if kind == b"vide" else (0, 0)
        matrix = (
            (0, 65536, 0, -65536, 0, 0, 0, 0, 1 << 30)
            if is_rotated
            else (65536, 0, 0, 0, 65536, 0, 0, 0, 1 << 30)
        )
        header = (
            bytes(40) + struct.pack(">9i", *matrix) + struct.pack(">II", width << 16, height << 16)
        )
        handler = bytes(8) + kind + bytes(13)
        media = [box(b"hdlr", handler)]
        if codec := (codecs or {}).get(kind):
            table = box(b"stsd", struct.pack(">II", 0, 1), box(codec, bytes(8)))
            media.append(box(b"minf", box(b"stbl", table)))
        tracks.append(box(b"trak", box(b"tkhd", header), box(b"mdia", *media)))
    movie = bytes(12) + struct.pack(">II", 1000, seconds * 1000) + bytes(80)
    return (
        box(b"ftyp", brand, bytes(4), brand)
        + box(b"moov", box(b"mvhd", movie), *tracks)
        + box(b"mdat", b"data")
    )


def element(id: int, content: bytes) -> bytes:
    """Return an EBML element whose size takes four bytes."""
    return (
        id.to_bytes((id.bit_length() + 7) // 8, "big")
        + (len(content) | 1 << 28).to_bytes(4, "big")
        + content
    )


def webm(
    *, seconds: int = 4, size: tuple[int, int] | None = (640, 360), doc_type: bytes = b"webm"
) -> bytes:
    """Return a WebM file; without a size it is audio."""
    head = b"\x1a\x45\xdf\xa3" + bytes([0x80 + 3 + len(doc_type)])
    head += b"\x42\x82" + bytes([0x80 + len(doc_type)]) + doc_type
    video = b""
    if size:
        video = element(
            0xE0,
            element(0xB0, size[0].to_bytes(2, "big")) + element(0xBA, size[1].to_bytes(2, "big")),
        )
    track = element(0xAE, element(0x83, b"\x01" if size else b"\x02") + video)
    info = element(0x1549A966, element(0x4489, struct.pack(">d", seconds * 1000)))
    return head + element(
        0x18538067, info + element(0x1654AE6B, track) + element(0x1F43B675, b"data")
    )


def ogg_page(payload: bytes, position: int) -> bytes:
    return (
        b"OggS\0\0" + struct.pack("<q", position) + bytes(12) + bytes([1, len(payload)]) + payload
    )


def opus(seconds: int = 5) -> bytes:
    head = b"OpusHead\x01\x02" + struct.pack("<H", 312) + bytes(8)
    return ogg_page(head, 0) + ogg_page(b"sound", 312 + seconds * 48_000)


def vorbis(seconds: int = 6) -> bytes:
    head = b"\x01vorbis" + bytes(4) + b"\x01" + struct.pack("<I", 44_100) + bytes(14)
    return ogg_page(head, 0) + ogg_page(b"sound", seconds * 44_100)


def flac(seconds: int = 7) -> bytes:
    packed = (44_100 << 44 | 15 << 36 | seconds * 44_100).to_bytes(8, "big")
    info = bytes(10) + packed + bytes(16)
    return b"fLaC\x80" + len(info).to_bytes(3, "big") + info + b"\xff\xf8" + bytes(20)


def pdf(pages: int = 2, content: bytes = b"") -> bytes:
    """Return a PDF with empty pages."""
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
        *[b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>"] * pages,
    ]
    data, places = b"%PDF-1.4\n" + content, []
    for number, each in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj%s endobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        data
        + (b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table))
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, len(data))
    )
