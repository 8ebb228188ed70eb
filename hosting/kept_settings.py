"""Which settings a backup takes along, and which belong to the machine alone. docs/decisions/backup.md says why.

A test holds that every variable of docs/settings.md stands in one of these.
"""

from __future__ import annotations

from collections.abc import Mapping

# What the community is to the outside: anybody may read it.
PLAIN = (
    "SITE_URL ALLOWED_HOSTS SITE_ADDRESS SOURCE_URL LANGUAGE_CODE TIME_ZONE DEFAULT_FROM_EMAIL REPLY_TO_EMAIL "
    "EMAIL_BACKEND OIDC_INSIDE INBOUND_ADDRESS INBOUND_BOUNCES INBOUND_LISTEN DKIM_SELECTOR DKIM_DOMAIN TRUSTED_PROXY_COUNT "
    "HSTS_SECONDS KEEP_ADDRESSES_DAYS KEEP_MAIL_DAYS KEEP_ROWS_DAYS KEEP_LEDGER_DAYS PICTURE_MEGABYTES PICTURES_A_DAY "
    "PICTURES_FROM_OUTSIDE STOPFORUMSPAM BACKUP_RECIPIENTS BACKUP_KEEP BACKUP_AT"
).split()
# What opens something: only into an archive that is encrypted.
SECRET = (
    "SECRET_KEY SECRET_KEY_FALLBACKS AKISMET_KEY PICTURES_BUCKET EMAIL_URL ANYMAIL INBOUND_IMAP DKIM_KEY METRICS_TOKEN SENTRY_DSN"
).split()
# Files whose content goes along as such a secret: the variable that names the file, and its name in the archive.
SECRET_FILES = {"PUSH_KEY_FILE": "push.key", "DKIM_KEY_FILE": "dkim.key"}
# Passwords, places and sizes of this machine; another one has its own. The mask key is here, and for a reason of its
# own: whoever has it and the database sees who is behind each mask.
OF_THE_MACHINE = (
    "MASK_KEY_FILE VAR_DIR STATIC_ROOT DEBUG DATABASE_URL DATABASE_CONN_MAX_AGE WEB_DATABASE_SECONDS PROCESS REDIS_URL "
    "CELERY_BROKER_URL LIVE PICTURES_DIR PICTURE_SECONDS LOW_SPACE_MEGABYTES LOW_SPACE_FILES WEB_WORKERS WEB_THREADS "
    "LOG_LEVEL LOG_READABLE PORT EMBEDDED LOCAL_MAIL_TOKEN POSTGRES_PASSWORD DATABASE_PASSWORD HTTP_PORT HTTPS_PORT BACKUP_DIR BACKUP_FOLDER"
).split()


def as_lines(values: Mapping[str, str]) -> bytes:
    """As a file .env has them; one value in a line, so that a key's own ends of line are written as \\n."""
    return "".join(f"{name}={_one_line(value)}\n" for name, value in values.items()).encode()


def _one_line(value: str) -> str:
    return value.strip().replace("\n", "\\n")
