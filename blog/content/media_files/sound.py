"""Formats of sound alone: WAV, FLAC, Ogg (Opus and Vorbis) and MP3."""

import struct
from typing import IO

from blog.content.media_files.facts import DamagedFile, Facts, build_facts, measure, read_exactly

MAX_CHUNKS = 1000
# A page of Ogg has at most 65,307 bytes.
_OGG_TAIL = 65_536
_OPUS_RATE = 48_000


def is_wav(head: bytes) -> bool:
    return head.startswith(b"RIFF") and head[8:12] == b"WAVE"


def read_wav(file: IO[bytes]) -> Facts:
    """Read the duration. Raises DamagedFile."""
    end = 8 + int.from_bytes(read_exactly(file, 4, 4), "little")
    if end > measure(file):
        raise DamagedFile
    start, rate, data = 12, 0, None
    for _count in range(MAX_CHUNKS):
        if start + 8 > end:
            break
        kind, size = struct.unpack("<4sI", read_exactly(file, start, 8))
        if start + 8 + size > end:
            raise DamagedFile
        if kind == b"fmt ":
            (rate,) = struct.unpack("<I", read_exactly(file, start + 16, 4))
        elif kind == b"data":
            data = size
        start += 8 + size + size % 2
    if data is None:
        raise DamagedFile
    return build_facts(seconds=data / rate if rate else 0)


def is_flac(head: bytes) -> bool:
    return head.startswith(b"fLaC")


def read_flac(file: IO[bytes]) -> Facts:
    """Read the duration (RFC 9639, section 8). Raises DamagedFile."""
    start, seconds = 4, 0.0
    for _count in range(MAX_CHUNKS):
        header = read_exactly(file, start, 4)
        size = int.from_bytes(header[1:], "big")
        if header[0] & 0x7F == 0 and size >= 18:
            packed = int.from_bytes(read_exactly(file, start + 14, 8), "big")
            rate, samples = packed >> 44, packed & (2**36 - 1)
            seconds = samples / rate if rate else 0
        start += 4 + size
        if header[0] & 0x80:  # The last block; the first frame follows.
            frame = read_exactly(file, start, 2)
            if frame[0] != 0xFF or frame[1] & 0xFC != 0xF8:
                raise DamagedFile
            return build_facts(seconds=seconds)
    raise DamagedFile


def is_ogg(head: bytes) -> bool:
    """Return whether the first bytes of a file are those of Ogg with Opus or Vorbis."""
    return head.startswith(b"OggS") and (_is_opus(head) or _is_vorbis(head))


def _is_opus(head: bytes) -> bool:
    return head[28:36] == b"OpusHead"


def _is_vorbis(head: bytes) -> bool:
    return head[28:35] == b"\x01vorbis"


def read_ogg(file: IO[bytes]) -> Facts:
    """Read the duration from the position of the last page (RFC 3533). Raises DamagedFile."""
    head = read_exactly(file, 0, 44)
    if _is_opus(head):
        rate, skipped = _OPUS_RATE, int.from_bytes(head[38:40], "little")
    else:
        rate, skipped = int.from_bytes(head[40:44], "little"), 0
    size = measure(file)
    tail_start = max(0, size - _OGG_TAIL)
    tail = read_exactly(file, tail_start, size - tail_start)
    page = tail[max(0, tail.rfind(b"OggS")) :]
    if not page.startswith(b"OggS") or len(page) < 27 or len(page) < 27 + page[26]:
        raise DamagedFile
    if len(page) != 27 + page[26] + sum(page[27 : 27 + page[26]]):
        raise DamagedFile
    samples = int.from_bytes(page[6:14], "little", signed=True) - skipped
    return build_facts(seconds=samples / rate if rate else 0)


# Kilobits per second, by the index in the frame's header, of layer III.
_MPEG1_RATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_MPEG2_RATES = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_SAMPLE_RATES = (44_100, 48_000, 32_000)
# Bytes after a tag in which the first frame must begin: some programs pad with zeros.
_SEARCHED_BYTES = 8192


def is_mp3(head: bytes) -> bool:
    return head.startswith(b"ID3") or _parse_frame(head[:4]) is not None


def read_mp3(file: IO[bytes]) -> Facts:
    """Read the duration from the first frame: its index, or else its bit rate. Raises
    DamagedFile."""
    size, start = measure(file), 0
    head = read_exactly(file, 0, 10)
    if head.startswith(b"ID3"):
        start = 10
        for byte in head[6:10]:
            if byte > 0x7F:
                raise DamagedFile
        start += sum(byte << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
    file.seek(start)
    data = file.read(_SEARCHED_BYTES)
    for offset in range(len(data) - 3):
        frame = _parse_frame(data[offset : offset + 4])
        if frame is None:
            continue
        length, seconds, bytes_per_second = frame
        if _parse_frame(data[offset + length : offset + length + 4]) is None:
            continue  # Two frames in a row are no chance.
        index = data[offset : offset + length]
        frames, total = _parse_index(index)
        if total > size - start - offset:
            raise DamagedFile
        if frames:
            return build_facts(seconds=frames * seconds)
        return build_facts(seconds=(size - start - offset) / bytes_per_second)
    raise DamagedFile


def _parse_frame(header: bytes) -> tuple[int, float, float] | None:
    """Return the length in bytes and seconds and the bytes per second of a frame, or None."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return None
    version = (header[1] >> 3) & 3  # 3 is MPEG 1, 2 is MPEG 2, 0 is MPEG 2.5.
    rate_index, sample_index = header[2] >> 4, (header[2] >> 2) & 3
    if version == 1 or rate_index in (0, 15) or sample_index == 3:
        return None
    rates = _MPEG1_RATES if version == 3 else _MPEG2_RATES
    sample_rate = _SAMPLE_RATES[sample_index] // {3: 1, 2: 2, 0: 4}[version]
    samples = 1152 if version == 3 else 576
    bit_rate = rates[rate_index] * 1000
    length = samples // 8 * bit_rate // sample_rate + ((header[2] >> 1) & 1)
    return length, samples / sample_rate, bit_rate / 8


def _parse_index(frame: bytes) -> tuple[int, int]:
    """Return the numbers of frames and bytes that the index in the first frame names, or 0."""
    place = max(frame.find(b"Xing"), frame.find(b"Info"))
    if place < 0:
        return 0, 0
    flags, *numbers = struct.unpack(">3I", frame[place + 4 : place + 16].ljust(12, b"\0"))
    frames = numbers.pop(0) if flags & 1 else 0
    return frames, numbers[0] if flags & 2 else 0
