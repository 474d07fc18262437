"""Backups of the database and the media: create, check, rotate and restore.

A backup is a tar archive, written as a stream: `manifest.json`, the database dump in parts
(`database/000000`, …), the media (`media/…`), `end.json`, and after the end of the archive a
trailer of 512 bytes with the SHA-256 of everything before it. With a recipient, all of it is
encrypted with age.

`archive` is the file format, `streams` has checksums and encryption, `database` runs PostgreSQL's
client programs, `destinations` are folders and buckets, `rotation` selects expired backups;
`create` and `restore` are the two procedures.
"""


class BackupError(Exception):
    """Error message for the operator, one line. Nothing was changed, unless it says so."""
