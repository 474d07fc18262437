"""Copies of the database and of the media, each one file: taken, checked, kept and restored.

A backup is a tar archive, written as a stream: `manifest.json`, the dump of the database in parts
(`database/000000`, …), the media (`media/…`), `end.json`, and after the archive's end a block of
512 bytes with the SHA-256 of all before it. With a recipient the whole of it goes through age.

`streams` has what flows, `archive` what the file holds, `database` what PostgreSQL's programs do,
`places` where backups lie, `rotation` which go; `taking` and `restoring` are the two procedures.
"""


class BackupError(Exception):
    """One line for the person at the keyboard; nothing was changed, unless it says so."""
