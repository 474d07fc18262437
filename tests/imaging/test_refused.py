"""Invalid uploads raise a clear error, whatever happens to the sandbox."""

import os
import sys
import tempfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from imaging import process
from imaging.clean import clean_upload


def chunk(name: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)


def encode_image(image: Image.Image, kind: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


PNG = b"\x89PNG\r\n\x1a\n"
HEADER = chunk(b"IHDR", (8).to_bytes(4) * 2 + b"\x08\0\0\0\0")
PIXELS = chunk(b"IDAT", zlib.compress(bytes(9 * 8)))
END = chunk(b"IEND", b"")


def refusal(data: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        clean_upload(BytesIO(data))
    return refused.value.code


def test_base_data_of_refusals_is_accepted():
    assert clean_upload(BytesIO(PNG + HEADER + PIXELS + END)).width == 8


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("empty", b""),
        ("format", b"This is a text. " * 99),
        ("format", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("format", b"GIF89a"),
        ("format", encode_image(Image.new("RGB", (8, 8)), "TIFF")),
        ("format", encode_image(Image.new("RGB", (8, 8)), "BMP")),
        ("format", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run\n"),
        ("heic", b"\0\0\0\x1cftypheic\0\0\0\0mif1heic" + bytes(99)),
        ("heic", b"\0\0\0\x1cftypmif1\0\0\0\0mif1heic" + bytes(99)),
        ("pixels", PNG + chunk(b"IHDR", b"\x7f\xff\xff\xff" * 2 + b"\x08\0\0\0\0") + PIXELS + END),
        ("damaged", encode_image(Image.effect_noise((99, 99), 50), "JPEG")[:2000]),
        ("damaged", encode_image(Image.effect_noise((99, 99), 50), "PNG")[:2000]),
        ("bytes", bytes(process.MAX_BYTES + 1)),
    ],
)
def test_invalid_upload_is_refused_with_reason(code, data):
    assert refusal(data) == code


@pytest.mark.parametrize(
    ("name", "start"), [(b"iCCP", b"p\0\0"), (b"iTXt", b"p\0\1\0\0\0")], ids=["iCCP", "iTXt"]
)
def test_chunk_that_unpacks_to_50_mb_is_refused(name, start):
    bomb = chunk(name, start + zlib.compress(bytes(50_000_000), 9))
    assert refusal(PNG + HEADER + bomb + PIXELS + END) == "damaged"


@pytest.mark.slow
def test_ten_thousand_tiny_frames_are_refused():
    frames = [Image.new("1", (2, 2), n % 2) for n in range(10_000)]
    assert (
        refusal(encode_image(frames[0], "GIF", save_all=True, append_images=frames[1:])) == "frames"
    )


@pytest.mark.slow
def test_frames_count_against_pixel_limit(monkeypatch):
    frames = [Image.new("L", (10, 10), n * 9) for n in range(11)]
    upload = encode_image(frames[0], "GIF", save_all=True, append_images=frames[1:])
    monkeypatch.setattr(process, "MAX_PIXELS", 1100)
    assert clean_upload(BytesIO(upload)).width == 10
    monkeypatch.setattr(process, "MAX_PIXELS", 1099)
    assert refusal(upload) == "frames"


def test_closed_file_is_refused():
    upload = SimpleUploadedFile("a.png", PNG)
    upload.close()
    with pytest.raises(ValidationError) as refused:
        clean_upload(upload)
    assert refused.value.code == "unreadable"


def test_refusal_message_contains_advice():
    with pytest.raises(ValidationError) as refused:
        clean_upload(BytesIO(bytes(process.MAX_BYTES + 1)))
    assert refused.value.messages == [
        "The file is larger than 20 MB. Save the picture in a smaller size or with higher "
        "compression and upload it again."
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("limit", "value"), [("MAX_MEMORY", 60_000_000), ("MAX_OUTPUT", 1000)])
def test_picture_that_exceeds_a_limit_is_refused(monkeypatch, limit, value):
    upload = encode_image(Image.new("RGB", (4000, 3000)), "JPEG")
    assert clean_upload(BytesIO(upload)).width == 4000
    monkeypatch.setattr(process, limit, value)
    assert refusal(upload) == "heavy"


def replace_program(monkeypatch, folder: Path, script: str) -> None:
    program = folder / "python"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))


@pytest.fixture
def endless_program(monkeypatch, tmp_path_factory):
    """A sandbox that ends at its time limit only: a real one may be faster than the timer."""
    replace_program(monkeypatch, tmp_path_factory.mktemp("program"), "exec tail -f /dev/null")
    monkeypatch.setattr(process, "MAX_SECONDS", 0.01)


@pytest.mark.usefixtures("endless_program")
def test_picture_that_exceeds_time_limit_is_refused():
    assert refusal(PNG + HEADER + PIXELS + END) == "heavy"


@pytest.mark.parametrize("signal", ["KILL", "XCPU"])
def test_picture_is_refused_if_its_process_is_killed(monkeypatch, tmp_path, signal):
    replace_program(monkeypatch, tmp_path, f"kill -{signal} $$")
    assert refusal(PNG + HEADER + PIXELS + END) == "heavy"


@pytest.mark.parametrize(
    "script",
    [
        "kill -SEGV $$",
        "exit 3",
        "exit 0",
        "echo '[[['",
        "echo '\"refused\"'",
        "echo; echo '{\"refused\": [1]}'",
        """printf '<html>\\n{"format":"JPEG","width":1,"height":1,"caption":"","credit":""}'""",
        """printf '\\377\\330\\377\\n{"format":"JPEG","width":1e999}'""",
        "head -c 99999999 /dev/zero",
    ],
)
def test_picture_is_refused_if_its_process_crashes(monkeypatch, tmp_path, script):
    replace_program(monkeypatch, tmp_path, script)
    assert refusal(PNG + HEADER + PIXELS + END) == "damaged"


def test_sandbox_environment_has_no_secrets(monkeypatch, tmp_path):
    replace_program(monkeypatch, tmp_path, f"export -p > {tmp_path}/environment")
    monkeypatch.setenv("SECRET_KEY", "do-not-tell")
    refusal(PNG + HEADER + PIXELS + END)
    assert "do-not-tell" not in (tmp_path / "environment").read_text()


@pytest.mark.slow
def test_no_temporary_files_are_left(monkeypatch, tmp_path, request):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    descriptors = os.listdir("/dev/fd")
    clean_upload(BytesIO(PNG + HEADER + PIXELS + END))
    refusal(b"text")
    request.getfixturevalue("endless_program")
    refusal(PNG + HEADER + PIXELS + END)
    assert len(os.listdir("/dev/fd")) == len(descriptors)
    assert os.listdir(tmp_path) == []
