"""Health check of the web container: `python -m operations.healthcheck` exits with 0 if the local
web is ready."""

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
