"""A PostgreSQL of the project's own, which starts when it is needed and stops with its last user.

`server.database(folder)` is a value for `DATABASES`; nothing runs before the first connection.
`places` decides where things lie and who runs them, `server` starts and stops, `base` is the
database engine that Django loads: the stock one, which asks `server` before it connects.
"""
