#!/bin/sh
# Upgrade without downtime: sh deploy/containers/upgrade.sh, after updating the checkout. A second web
# starts, takes over when it is ready, and only then the first one is stopped. If anything fails before
# that, the old version goes on.
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
# The new version first migrates the database and publishes its static files.
docker compose rm --force migrate
count=$(($(echo "$old" | wc -w) + 1))
if ! docker compose up --detach --no-recreate --scale "web=$count" web; then
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
        # In case it had taken over before it failed.
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
# Then the new version's worker, and nginx with the new configuration.
docker compose up --detach
docker compose exec -T nginx sh /deploy/containers/nginx.sh
echo "The new version serves."
