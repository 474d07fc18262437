#!/bin/sh
# Start nginx in its container with deploy/nginx.conf, adapted to the web's socket and the paths of
# docker-compose.yml. Run it again to reload configuration and certificates:
# docker compose exec nginx sh /deploy/containers/nginx.sh
set -eu

deploy=$(dirname "$0")/..
host=${SITE_URL#*://}
host=$(printf %s "${host%%/*}" | sed 's/:[0-9]*$//')
# No keep-alive: connections would lead to a web that is stopping, and requests could be lost.
set -- -e '/^upstream /,/^}/ { /keepalive/d; /#/d; s|server [^ ;]*|server unix:/run/pullquote/web.sock| }' \
    -e "s/server_name .*;/server_name $host;/" \
    -e 's|proxy_cache_path [^ ]*|proxy_cache_path /tmp/cache|' \
    -e '/listen \[::\]/d'
if [ -e /tls/fullchain.pem ]; then
    set -- "$@" -e 's|\(ssl_certificate\) .*;|\1 /tls/fullchain.pem;|' \
        -e 's|\(ssl_certificate_key\) .*;|\1 /tls/privkey.pem;|'
else
    # A proxy in front, if any, sets the protocol.
    set -- "$@" -e '/^ *ssl_/d' -e 's/listen 443 ssl;/listen 8080;/' \
        -e 's/\(X-Forwarded-Proto\) .*;/\1 $http_x_forwarded_proto;/'
fi
made=${TMPDIR:-/tmp}/pullquote.conf
sed "$@" "$deploy/nginx.conf" > "$made.new"
mv "$made.new" "$made"

main=$(realpath "$deploy/containers/nginx-main.conf")
nginx -q -t -c "$main"
if [ -s /tmp/nginx.pid ]; then
    exec nginx -c "$main" -s reload
fi
exec nginx -c "$main" -g 'daemon off;'
