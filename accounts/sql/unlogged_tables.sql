-- Tables that every sign-in and search writes to, and whose rows may be lost in a crash.

ALTER TABLE accounts_ratelimitwindow SET UNLOGGED;

-- The cache table, as `createcachetable` creates it.
CREATE UNLOGGED TABLE IF NOT EXISTS accounts_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX IF NOT EXISTS accounts_cache_expires ON accounts_cache (expires);
