-- Tables whose rows are no loss after a crash; every sign-in and search writes here.

ALTER TABLE accounts_ratelimitwindow SET UNLOGGED;

-- The cache's table, as `createcachetable` makes it.
CREATE UNLOGGED TABLE IF NOT EXISTS accounts_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX IF NOT EXISTS accounts_cache_expires ON accounts_cache (expires);
