"""A container's health check, beside the web: `python -m operations.healthcheck` ends with 0 where
the web of this machine is ready to serve."""

import os
import sys
import urllib.error
import urllib.request

if __name__ == "__main__":
    port = os.environ.get("PORT") or "8000"
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=4)
    except urllib.error.HTTPError as answer:
        sys.exit(answer.read().decode())
    except OSError as error:
        sys.exit(str(error))
