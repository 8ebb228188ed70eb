"""The file that a backup is: a tar, whose parts are summed and which is sealed as a whole. docs/decisions/backup.md."""
