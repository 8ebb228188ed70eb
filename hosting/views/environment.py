"""What is set in the environment, in short. docs/settings.md says each at length; a test holds that nothing is missing
here, and that the defaults are the same in both.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
NONE = ""  # nothing is set, and nothing has to be


@dataclass(frozen=True)
class Variable:
    names: tuple[str, ...]
    sentence: Words
    default: str = NONE


def _of(names: str, sentence: Words, default: str = NONE) -> Variable:
    return Variable(tuple(names.split()), sentence, default)


ENVIRONMENT: dict[Words, tuple[Variable, ...]] = {
    _("The installation"): (
        _of("SITE_URL", _("The address that people use; links in mails follow it."), "http://localhost:8000"),
        _of("ALLOWED_HOSTS", _("The host names that are answered."), "localhost,127.0.0.1,[::1]"),
        _of("SECRET_KEY", _("Signs sessions and links.")),
        _of("SECRET_KEY_FALLBACKS", _("Keys that stood there before; what they signed or sealed can still be read.")),
        _of("MASK_KEY_FILE", _("The key file that leads from a mask to its member."), "var/keys/mask.key"),
        _of("PUSH_KEY_FILE", _("The key file that signs notifications to browsers."), "var/keys/push.key"),
        _of("VAR_DIR", _("The folder for what is kept outside the database."), "var"),
        _of("SOURCE_URL", _("Where the source can be had, linked at the foot of every page.")),
        _of("LOW_SPACE_MEGABYTES LOW_SPACE_FILES", _("From how little free space on you are warned."), "500, 5000"),
        _of("STATIC_ROOT", _("Where styles, scripts and fonts are put."), "var/static"),
        _of("DEBUG", _("Error pages with details, never on a public address."), "false"),
        _of("LANGUAGE_CODE", _("The language of the interface until an admin chooses one."), "en"),
        _of("TIME_ZONE", _("The time zone for visitors."), "UTC"),
    ),
    _("Database, cache, tasks"): (
        _of("DATABASE_URL", _("The PostgreSQL server."), "postgres:///murmuration"),
        _of("DATABASE_CONN_MAX_AGE", _("Seconds for which a connection to the database is kept."), "60"),
        _of("WEB_DATABASE_SECONDS", _("Seconds that a page waits for the database."), "10"),
        _of("PROCESS", _("Which process this is; set by what starts it.")),
        _of("REDIS_URL", _("The Valkey or Redis server for cache and tasks."), "redis://localhost:6379/0"),
        _of("CELERY_BROKER_URL", _("Another server for the tasks alone."), "REDIS_URL"),
    ),
    _("Mail"): (
        _of("EMAIL_URL", _("The mail server, with name and password."), "smtp://localhost:25"),
        _of("EMAIL_BACKEND", _("A mail provider in place of a server."), "SMTP"),
        _of("ANYMAIL", _("That mail provider’s own settings."), "{}"),
        _of("REPLY_TO_EMAIL", _("The address to which replies to our mails go, read by a person.")),
        _of("INBOUND_ADDRESS", _("The address at which topics are answered by mail.")),
        _of("INBOUND_BOUNCES", _("Notices mail that comes back because an address is dead."), "False"),
        _of("INBOUND_LISTEN", _("Where mails are taken from a mail server.")),
        _of("INBOUND_IMAP", _("A mailbox in which answers by mail are looked for.")),
        _of("DKIM_KEY_FILE DKIM_KEY", _("The key with which every mail is signed.")),
        _of("DKIM_SELECTOR DKIM_DOMAIN", _("Where others find the public half of that key."), "murmuration"),
        _of("DEFAULT_FROM_EMAIL", _("The sender of every mail."), "Murmuration <community@localhost>"),
    ),
    _("Signing in elsewhere"): (
        _of("OIDC_INSIDE", _("Places in your own network that may be asked who somebody is.")),
    ),
    _("Pictures"): (
        _of("PICTURES_DIR", _("The folder where pictures are kept."), "var/media"),
        _of("PICTURES_BUCKET", _("A service that speaks S3 and keeps the pictures instead.")),
        _of("PICTURE_MEGABYTES", _("The largest picture that is taken, in megabytes."), "20"),
        _of("PICTURES_A_DAY", _("How many pictures one member may send in a day."), "50"),
        _of("PICTURES_FROM_OUTSIDE", _("Whether pictures at other sites’ addresses are fetched and shown."), "false"),
        _of("PICTURE_SECONDS", _("Seconds of the processor that one picture may take."), "2"),
    ),
    _("Adverts"): (
        _of("AKISMET_KEY", _("Asks akismet.com whether what somebody new wrote is an advert.")),
        _of("STOPFORUMSPAM", _("Asks stopforumspam.com whether it knows the address of somebody new."), "false"),
    ),
    _("Behind a proxy"): (
        _of("TRUSTED_PROXY_COUNT", _("How many proxies of your own stand before the web process."), "0"),
        _of("HSTS_SECONDS", _("How long browsers insist on https, in seconds."), "31536000"),
    ),
    _("The web process"): (
        _of("WEB_WORKERS", _("How many web processes run."), "2"),
        _of("WEB_THREADS", _("How many threads each of them has."), "4"),
    ),
    _("Open pages"): (_of("LIVE", _("Where the process is reached that tells open pages what is new.")),),
    _("How long things are kept"): (
        _of("KEEP_ADDRESSES_DAYS", _("Days for which members see from where they signed in."), "30"),
        _of("KEEP_MAIL_DAYS", _("Days until it is forgotten what a mail was about."), "30"),
        _of("KEEP_ROWS_DAYS", _("Days until it is forgotten that a mail was sent."), "400"),
        _of("KEEP_LEDGER_DAYS", _("Days for which is kept who did what."), "400"),
    ),
    _("Backups"): (
        _of("BACKUP_RECIPIENTS", _("The public keys of those who can open a backup.")),
        _of("BACKUP_DIR", _("The folder into which backups are written."), "var/backups"),
        _of("BACKUP_AT", _("The time of the daily backup."), "03:30"),
        _of("BACKUP_KEEP", _("Of how many days, weeks and months a backup stays."), "7 4 6"),
    ),
    _("Looking after it"): (
        _of("METRICS_TOKEN", _("The word with which Prometheus reads the figures.")),
        _of("SENTRY_DSN", _("A Sentry server that is told where the code crashed.")),
    ),
    _("Logs"): (
        _of("LOG_LEVEL", _("How much is written into the logs."), "INFO"),
        _of("LOG_READABLE", _("Logs with lines for people instead of JSON."), "DEBUG"),
    ),
    "bin/run": (
        _of("PORT", _("The port at which bin/run listens."), "8000"),
        _of("EMBEDDED", _("Says that bin/run started the processes; set by itself."), "false"),
        _of("LOCAL_MAIL_TOKEN", _("The secret part of the page of sent mails; set by bin/run.")),
    ),
    "docker compose": (
        _of("SITE_ADDRESS", _("What the proxy of docker compose serves.")),
        _of("POSTGRES_PASSWORD", _("The password of the database’s superuser.")),
        _of("DATABASE_PASSWORD", _("The password of the community’s own role in the database.")),
        _of("BACKUP_FOLDER", _("A folder of this machine for backups, in place of the volume."), "backups"),
        _of("HTTP_PORT HTTPS_PORT", _("The ports of the proxy on this machine."), "80, 443"),
    ),
}
