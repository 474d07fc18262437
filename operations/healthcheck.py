"""Health check of the web container: `python -m operations.healthcheck` exits with 0 if the local
web is ready."""

import sys
import urllib.error
import urllib.request

from lib import env

if __name__ == "__main__":
    port = env.integer("PORT", 8000, low=1, high=65_535)
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=4)
    except urllib.error.HTTPError as answer:
        sys.exit(answer.read().decode())
    except OSError as error:
        sys.exit(str(error))
