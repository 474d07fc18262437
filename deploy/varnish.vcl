vcl 4.1;
# Varnish 7 (Debian 13 has 7.7) as a cache for many readers, behind a TLS proxy:
# /etc/varnish/default.vcl. Replace SECRET, and the port if needed. In /etc/pullquote.env:
# SHARED_SECONDS=86400, PURGE_URL=http://127.0.0.1:6081/purge, PURGE_HEADER=X-Purge: SECRET, and
# TRUSTED_PROXIES counts Varnish as well. Everything else follows Varnish's built-in VCL.

backend default { .host = "127.0.0.1"; .port = "8000"; }

sub vcl_recv {
    if (req.method == "POST" && req.url == "/purge") {
        if (req.http.X-Purge != "SECRET") { return (synth(403)); }
        ban("obj.http.Cache-Tag == pages");
        # A purge of files names them in its body, which VCL does not read: all pictures go.
        if (req.http.X-Purge-Kind == "files") { ban("obj.http.Content-Type ~ ^image/"); }
        return (synth(200));
    }
    set req.http.X-Forwarded-Proto = "https";
    # Stale pages only after a failure: see vcl_deliver.
    set req.grace = 0s;
    if (req.restarts > 0) { set req.grace = 1d; }
}

# The built-in VCL would bypass the cache for any cookie.
sub vcl_req_cookie {
    if (req.http.Cookie !~ "(^|;\s*)(sessionid|messages|wrote)=") { return; }
}

sub vcl_backend_response {
    # Errors and possibly stale pages do not replace cached pages.
    if (beresp.status >= 500 || beresp.http.Cache-Control ~ "s-maxage=0") {
        if (bereq.is_bgfetch) { return (abandon); }
        set beresp.ttl = 0s;
        set beresp.grace = 0s;
        return (deliver);
    }
    if (beresp.http.Cache-Control ~ "stale-if-error") { set beresp.grace = 1d; }
}

sub vcl_deliver {
    if (resp.status >= 500 && req.restarts == 0 && !obj.uncacheable) { return (restart); }
}
