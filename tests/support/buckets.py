"""S3 buckets on moto's server."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.support.ports import free_port


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the server and yield its URL."""
    port = free_port()
    log = tmp_path_factory.mktemp("s3") / "log"
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with (
        log.open("w") as output,
        subprocess.Popen(command, stdout=output, stderr=output) as process,
    ):
        while True:
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if process.poll() is not None:
                pytest.fail(log.read_text())
        yield f"http://127.0.0.1:{port}"
        process.terminate()


def environment(s3: str) -> dict[str, str]:
    """Return the environment variables that point boto3 at the server."""
    return {
        "AWS_ENDPOINT_URL_S3": s3,
        "AWS_ACCESS_KEY_ID": "someone",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
    }


def create_bucket(s3: str, name: str) -> str:
    """Create a bucket and return its storage URL."""
    import boto3

    client = boto3.client(
        "s3",
        endpoint_url=s3,
        region_name="us-east-1",
        aws_access_key_id="someone",
        aws_secret_access_key="secret",
    )
    client.create_bucket(Bucket=name)
    return f"s3://{name}/the/site"


@pytest.fixture
def bucket(s3: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """Create a bucket for this test and return its storage URL."""
    for name, value in environment(s3).items():
        monkeypatch.setenv(name, value)
    return create_bucket(s3, f"bucket-{abs(hash(request.node.nodeid)):x}")
