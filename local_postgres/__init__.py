"""Embedded PostgreSQL, which starts on the first connection and stops with its last user.

`server.get_database_settings(folder)` returns a value for `DATABASES`. `paths` determines paths and
the account, `server` starts and stops, `base` is the database engine: Django's own, which calls
`server` before it connects.
"""
