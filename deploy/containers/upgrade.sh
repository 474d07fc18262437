#!/bin/sh
# A newer version, with nobody refused: sh deploy/containers/upgrade.sh, once its files lie here. A second
# web starts beside the first, takes over when it is ready, and only then the first one ends.
# Whatever fails before that changes nothing that readers see.
set -eu
cd "$(dirname "$0")/../.."

webs() {
    docker compose ps --quiet web
}
health() {
    docker inspect --format '{{.State.Health.Status}}' "$1" 2>/dev/null || echo gone
}

docker compose build
old=$(webs)
# Tables and files are made ready first, by the new version.
docker compose rm --force migrate
beside=$(($(echo "$old" | wc -w) + 1))
if ! docker compose up --detach --no-recreate --scale "web=$beside" web; then
    echo "The new version cannot be prepared; the old one goes on." >&2
    for one in $(docker compose ps --all --quiet web | grep -vxF "${old:-none}"); do
        docker rm --force "$one"
    done
    exit 1
fi
new=$(webs | grep -vxF "${old:-none}")
tries=0
until [ "$(health "$new")" = healthy ]; do
    tries=$((tries + 1))
    if [ $tries -gt 120 ]; then
        docker logs --tail 20 "$new" >&2
        docker rm --force "$new"
        # Should it have taken over, and failed after that.
        for one in $old; do
            docker exec "$one" sh -c 'ln -f "$WEB_SOCKET.$(hostname).1" "$WEB_SOCKET.new"
                mv "$WEB_SOCKET.new" "$WEB_SOCKET"'
        done
        echo "The new version does not become ready; the old one goes on." >&2
        exit 1
    fi
    sleep 1
done
for one in $old; do
    docker stop "$one"
    docker rm "$one"
done
# The rest: a worker of the new version, and nginx with what is new in its files.
docker compose up --detach
docker compose exec -T nginx sh /deploy/containers/nginx.sh
echo "The new version serves."
