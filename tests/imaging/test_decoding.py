"""The number of concurrent decoders is limited."""

import fcntl
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from io import BytesIO
from itertools import accumulate

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from blog.models import Photo
from imaging import process
from imaging.clean import clean_upload
from tests.support import factories as make


@pytest.mark.slow
def test_number_of_decoding_processes_is_limited(monkeypatch, tmp_path):
    log, program = tmp_path / "log", tmp_path / "python"
    program.write_text(
        f'#!/bin/sh\necho 1 >> {log}\n{sys.executable} "$@"\nstatus=$?\necho -1 >> {log}\n'
        "exit $status\n"
    )
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    uploads = [BytesIO(make.picture((n, n, n))) for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        cleaned = list(pool.map(clean_upload, uploads))
    assert len({picture.sha256 for picture in cleaned}) == 6
    running = list(accumulate(map(int, log.read_text().split())))
    assert (len(running), running[-1]) == (12, 0)
    assert max(running) <= process.MAX_PROCESSES


@pytest.fixture
def busy_decoders(settings, tmp_path) -> Iterator[list]:
    """Occupy all decoder slots until the files are closed."""
    settings.VAR_DIR = tmp_path
    (tmp_path / "decoding").mkdir()
    with ExitStack() as stack:
        places = []
        for number in range(process.MAX_PROCESSES):
            places.append(stack.enter_context(open(tmp_path / "decoding" / str(number), "w")))
            fcntl.flock(places[-1], fcntl.LOCK_EX)
        yield places


@pytest.mark.parametrize("max_wait", [0, 0.001])
def test_upload_with_busy_decoders_raises_after_wait(busy_decoders, max_wait):
    with pytest.raises(process.DecodersBusyError):
        clean_upload(BytesIO(make.picture()), max_wait)
    busy_decoders[-1].close()
    assert clean_upload(BytesIO(make.picture()), max_wait).width == 64


@pytest.mark.django_db
def test_upload_with_busy_decoders_gets_retry_after(busy_decoders, monkeypatch):
    monkeypatch.setattr("blog.admin.posts.api.MAX_DECODER_WAIT", 0)
    client = Client()
    client.force_login(make.user("Author"))

    def send():
        file = SimpleUploadedFile("a.png", make.picture((9, 8, 7)), "image/png")
        return client.post("/admin/blog/post/editor/upload/", {"image": file})

    refused = send()
    assert (refused.status_code, refused["Retry-After"]) == (503, "3")
    assert "no-store" in refused["Cache-Control"]
    assert "will be retried" in refused.json()["error"]
    assert not Photo.objects.exists()
    busy_decoders[0].close()
    assert send().json()["photo"] == Photo.objects.get().pk
