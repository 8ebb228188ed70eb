"""The settings: one file, read from the environment. `docs/settings.md` lists every variable."""

from urllib.parse import urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF
from kombu import Queue

from community import logs
from community.dkim_key import dkim_key
from community.env import (
    BASE_DIR,
    broker_url,
    env,
    inbound_address,
    inbound_imap,
    inbound_listen,
    mail_server,
)
from community.postgres.patience import limits
from community.storage import media_storage

VAR_DIR = BASE_DIR / env.str("VAR_DIR", default="var")

# --- the installation -----------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
# What stood there before, the newest first: links and sessions go on, and what was sealed is sealed anew within a day.
SECRET_KEY_FALLBACKS = [key.strip() for key in env.list("SECRET_KEY_FALLBACKS", default=[]) if key.strip()]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
HTTPS = SITE_URL.startswith("https://")
# Where the source of this installation is, as the licence asks (AGPL, section 13): a link at the foot of every page.
SOURCE_URL = env.str("SOURCE_URL", default="")
# How many proxies of our own stand before the web process; their X-Forwarded-* headers are believed, no others.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
# /readyz warns when less is free (and less than a tenth) where we write.
LOW_SPACE_MEGABYTES = env.float("LOW_SPACE_MEGABYTES", default=500)
LOW_SPACE_FILES = env.int("LOW_SPACE_FILES", default=5_000)
# Set by bin/run, which also shows what was mailed at /local-mail/TOKEN/.
EMBEDDED = env.bool("EMBEDDED", default=False)
LOCAL_MAIL_TOKEN = env.str("LOCAL_MAIL_TOKEN", default="")

# --- apps, in the order of docs/layout.md ---------------------------------------------------------
INSTALLED_APPS = [
    "activity",
    "writing",
    "members",
    "masks",
    "oidc",
    "uploads",
    "forum",
    "recognition",
    "blog",
    "mentorship",
    "moderation",
    "notices",
    "routing",
    "nudges",
    "inbound",
    "importers",
    "demo",
    "privacy",
    "hosting",
    "community",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "community.middleware.AccessLog",
    "community.middleware.OurHost",
    "community.middleware.OnlyUnicode",
    "web.pagecache.middleware.PageCache",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "community.middleware.OnePolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "web.middleware.Authentication",
    "web.middleware.Language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "web.middleware.Refusals",
    "forum.middleware.SessionEnded",
    "community.middleware.NoSuchCharacter",  # last, so that its 404 is a whole page
]

ROOT_URLCONF = "community.urls"
WSGI_APPLICATION = "community.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "community.template_loader.Loader",
                    ["community.template_loader.Templates", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "members.context.community",
                "moderation.context.tending",
                "notices.context.bell",
                "live.context.live",
            ],
            "builtins": [
                "web.templatetags.ui",
                "web.templatetags.frames",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "web.templatetags.sentences",  # after i18n: its tag goes before
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- PostgreSQL -----------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default="postgres:///murmuration")}
# "web", "worker" and "beat" are set by what starts them. Migrations and what an admin types take as long as they take.
PROCESS = env.str("PROCESS", default="")
PATIENCE = {"web": env.float("WEB_DATABASE_SECONDS", default=10), "worker": 600.0}.get(PROCESS)
_own_options = DATABASES["default"].get("OPTIONS", {})
DATABASES["default"] = {
    **DATABASES["default"],
    "ENGINE": "community.postgres",
    "OPTIONS": {
        "connect_timeout": 5,
        # A machine that is gone says nothing: after a minute whoever waits for it is told.
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 60_000,
        "patience": PATIENCE,
        **_own_options,
        "options": f"{limits(PATIENCE) if PATIENCE else ''} {_own_options.get('options', '')}".strip(),
    },
    "CONN_MAX_AGE": env.int("DATABASE_CONN_MAX_AGE", default=60),
    "CONN_HEALTH_CHECKS": True,
    "ATOMIC_REQUESTS": False,
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Valkey or Redis: cache and broker, both losable ------------------------------------------------
REDIS_URL = env.str("REDIS_URL", default="redis://localhost:6379/0")
CACHES = {
    "default": {
        "BACKEND": "community.cache.FailSoftCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "murmuration",
    }
}
CELERY_BROKER_URL = broker_url(env.str("CELERY_BROKER_URL", default=REDIS_URL))
CELERY_TASK_IGNORE_RESULT = True
# One try: a request that cannot reach the broker leaves the rest to the sweep.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Valkey that takes nothing for now (its disk or its memory is full) is waited for as one that is away.
CELERY_BROKER_CHANNEL_ERROR_RETRY = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 2.0,
    "socket_connect_timeout": 0.5,
    "max_retries": 1,
}
CELERY_TASK_DEFAULT_QUEUE = "default"
# A worker without -Q takes all of these; past one machine, workers scale by queue.
CELERY_TASK_QUEUES = (Queue("default"), Queue("mail"))
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_TIMEZONE = "UTC"
# What the beat sends, in seconds. Each of these tasks may run twice or late.
CELERY_BEAT_SCHEDULE = {
    "activity.sweep": {"task": "activity.sweep", "schedule": 30, "options": {"expires": 30}},
    "activity.make_months": {"task": "activity.make_months", "schedule": 24 * 3600},
    "activity.forget_old": {"task": "activity.forget_old", "schedule": 24 * 3600},
    "forum.release_waiting": {"task": "forum.release_waiting", "schedule": 15, "options": {"expires": 15}},
    "forum.find_alike": {"task": "forum.find_alike", "schedule": 60, "options": {"expires": 60}},
    "forum.post_scheduled": {"task": "forum.post_scheduled", "schedule": 30, "options": {"expires": 30}},
    "forum.remind": {"task": "forum.remind", "schedule": 300, "options": {"expires": 300}},
    "forum.forget_old_drafts": {"task": "forum.forget_old_drafts", "schedule": 24 * 3600},
    "forum.recount": {"task": "forum.recount", "schedule": crontab(hour=3, minute=17)},  # by night
    "forum.note_places": {"task": "forum.note_places", "schedule": crontab(hour=3, minute=37)},  # by night
    "forum.rerender": {"task": "forum.rerender", "schedule": 24 * 3600},
    "blog.rerender": {"task": "blog.rerender", "schedule": 24 * 3600},
    "hosting.look": {"task": "hosting.look", "schedule": 300, "options": {"expires": 300}},
    "hosting.tidy": {"task": "hosting.tidy", "schedule": 24 * 3600},
    "uploads.sweep": {"task": "uploads.sweep", "schedule": crontab(hour=4, minute=41)},  # by night
    "notices.tell_of_reveals": {"task": "notices.tell_of_reveals", "schedule": 3600},
    "masks.drop_old_limits": {"task": "masks.drop_old_limits", "schedule": 24 * 3600},
    "moderation.free_due": {"task": "moderation.free_due", "schedule": 60, "options": {"expires": 60}},
    "members.forget_old": {"task": "members.forget_old", "schedule": 24 * 3600},
    "members.forget_sessions": {"task": "members.forget_sessions", "schedule": 24 * 3600},
    "members.forget_unconfirmed": {"task": "members.forget_unconfirmed", "schedule": 24 * 3600},
    "members.settle_newcomers": {"task": "members.settle_newcomers", "schedule": 3600, "options": {"expires": 3600}},
    "mentorship.pass_on_overdue": {"task": "mentorship.pass_on_overdue", "schedule": 600, "options": {"expires": 600}},
    "mentorship.weekly_draw": {"task": "mentorship.weekly_draw", "schedule": 3600, "options": {"expires": 3600}},
    "mentorship.settle_quiet_terms": {"task": "mentorship.settle_quiet_terms", "schedule": 24 * 3600},
    "recognition.rotate": {"task": "recognition.rotate", "schedule": 7 * 24 * 3600},
    "notices.sweep": {"task": "notices.sweep", "schedule": 30, "options": {"expires": 30}},
    "notices.call_due": {"task": "notices.call_due", "schedule": 60, "options": {"expires": 60}},
    "notices.digests": {"task": "notices.digests", "schedule": 900, "options": {"expires": 900}},
    "notices.tidy": {"task": "notices.tidy", "schedule": 24 * 3600},
    "oidc.seal_secrets": {"task": "oidc.seal_secrets", "schedule": 24 * 3600},
    "privacy.masked_go": {"task": "privacy.masked_go", "schedule": 3600, "options": {"expires": 3600}},
    "privacy.sweep_erasures": {"task": "privacy.sweep_erasures", "schedule": 60, "options": {"expires": 60}},
    "privacy.sweep_brought": {"task": "privacy.sweep_brought", "schedule": 60, "options": {"expires": 60}},
    "privacy.sweep_exports": {"task": "privacy.sweep_exports", "schedule": 60, "options": {"expires": 60}},
    "nudges.check_ins": {"task": "nudges.check_ins", "schedule": 3600, "options": {"expires": 3600}},
    "nudges.letters": {"task": "nudges.letters", "schedule": 3600, "options": {"expires": 3600}},
    "nudges.notes": {"task": "nudges.notes", "schedule": 3600, "options": {"expires": 3600}},
    "nudges.next_waves": {"task": "nudges.next_waves", "schedule": 300, "options": {"expires": 300}},
    "nudges.look_after_newcomers": {
        "task": "nudges.look_after_newcomers",
        "schedule": 300,
        "options": {"expires": 300},
    },
    "nudges.release_claims": {"task": "nudges.release_claims", "schedule": 60, "options": {"expires": 60}},
    "nudges.outcomes": {"task": "nudges.outcomes", "schedule": 3600, "options": {"expires": 3600}},
}
DUE_AT_START = ["hosting.look"]  # the sign of life; the rest counts from when it was last sent

# --- people and sessions ----------------------------------------------------------------------------
AUTH_USER_MODEL = "members.Member"
AUTHENTICATION_BACKENDS = ["web.backends.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "web.sessions"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "forum.views.interrupted.stale"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
USERSESSIONS_ADAPTER = "members.adapter.SessionsAdapter"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

# --- signing in (django-allauth) --------------------------------------------------------------------------
ACCOUNT_ADAPTER = "members.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "members.forms.accounts.SignupForm",
    "login": "members.forms.accounts.LoginForm",
    "add_email": "members.forms.accounts.AddEmailForm",
    "change_password": "members.forms.accounts.ChangePasswordForm",
    "set_password": "members.forms.accounts.SetPasswordForm",
    "reset_password": "members.forms.accounts.ResetPasswordForm",
    "reset_password_from_key": "members.forms.accounts.ResetPasswordKeyForm",
    "request_login_code": "members.forms.accounts.RequestLoginCodeForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds; a slow mail server is no reason to start again
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Beside allauth's own limits: tries of one account by whichever of its names, as many as of one name.
ACCOUNT_RATE_LIMITS = {"login_failed_account": "5/300s/key"}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
MFA_ADAPTER = "members.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "members.forms.second_factor.AuthenticateForm",
    "reauthenticate": "members.forms.second_factor.ReauthenticateForm",
    "activate_totp": "members.forms.second_factor.ActivateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a clock that is half a minute off is let in
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers themselves allow it on localhost alone

# Whoever signs people in is set up by an admin in the browser (oidc/). Only public addresses are asked, by https; whoever
# runs the server may name other places, "https://login.corp.example:8443", with commas.
OIDC_INSIDE = [place.strip().rstrip("/") for place in env.list("OIDC_INSIDE", default=[]) if place.strip()]

# --- mail ---------------------------------------------------------------------------------------------
_email_url = env.str("EMAIL_URL", default="")
EMAIL_BACKEND = env.str(
    "EMAIL_BACKEND",
    default="community.embedded.mail.FileBackend" if EMBEDDED and not _email_url else "community.smtp.EmailBackend",
)
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_TLS, EMAIL_USE_SSL = mail_server(
    _email_url or "smtp://localhost:25"
)
EMAIL_TIMEOUT = 10  # seconds for one step; how long a page waits says members/mailroom.py
EMAIL_DEADLINE = 30  # seconds for a whole connection, less than a worker may take (notices/tasks.py)
EMAIL_LEASE = 120  # seconds that a mail is one worker's, more than it may take, so that two never send at once
# For EMAIL_BACKEND=anymail.backends.…: the provider's settings as JSON.
ANYMAIL = {"REQUESTS_TIMEOUT": EMAIL_TIMEOUT} | env.json("ANYMAIL", default={})
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Murmuration <community@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Mails are signed with this key; without one the mail server signs them, or nobody does (docs/operations.md).
DKIM_KEY = dkim_key(
    file=env.str("DKIM_KEY_FILE", default=""),
    text=env.str("DKIM_KEY", default=""),
    selector=env.str("DKIM_SELECTOR", default="murmuration"),
    domain=env.str("DKIM_DOMAIN", default=""),
    sender=DEFAULT_FROM_EMAIL,
)
# An address that a person reads. Empty: replies go to the sender's address, and no mail says that somebody reads it.
REPLY_TO_EMAIL = env.str("REPLY_TO_EMAIL", default="")
# Where mail about a topic is answered, "reply@forum.example.org": with a plus and a token before the at sign it leads to
# the topic. Empty: nothing is answered by mail.
INBOUND_ADDRESS = inbound_address(env.str("INBOUND_ADDRESS", default=""))
# Providers name a return path of their own.
INBOUND_BOUNCES = env.bool("INBOUND_BOUNCES", default=False) and not EMAIL_BACKEND.startswith("anymail.")
INBOUND_LISTEN = inbound_listen(env.str("INBOUND_LISTEN", default=""))
INBOUND_IMAP = inbound_imap(env.str("INBOUND_IMAP", default=""))

# --- open pages (live/) ---------------------------------------------------------------------------------
# Where the process that tells open pages what is new listens, "127.0.0.1:8001". Empty: pages learn it on the next one.
LIVE = env.str("LIVE", default="")

# --- how long things are kept, in days: the page "What is kept" says the same (privacy/kept.py) -----------
KEEP_DAYS = {
    "addresses": max(0, env.int("KEEP_ADDRESSES_DAYS", default=30)),  # 0: they are never written down
    "mail": max(1, env.int("KEEP_MAIL_DAYS", default=30)),
    "rows": max(1, env.int("KEEP_ROWS_DAYS", default=400)),
    "ledger": max(100, env.int("KEEP_LEDGER_DAYS", default=400)),  # figures look back ninety days
}

# --- words and time -------------------------------------------------------------------------------------
LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="en")
# Those whose catalogue is compiled can be chosen (members/queries/languages.py). Each is called by its own name.
LANGUAGES = [
    ("en", "English"),
    ("de", "Deutsch"),
    ("fr", "français"),
    ("es", "español"),
    ("pt-br", "português do Brasil"),
    ("uk", "українська"),
    ("ar", "العربيّة"),
]
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "language"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["community.formats"]
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="UTC")

# --- static files ------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(VAR_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": media_storage(env.str("PICTURES_BUCKET", default="")),
    "staticfiles": {"BACKEND": "community.static_files.HashedFiles"},
}

# What people bring along: disk or another storage, always Django's default one.
MEDIA_ROOT = env.str("PICTURES_DIR", default=str(VAR_DIR / "media"))

# --- backups (hosting/) -------------------------------------------------------------------------------
BACKUP_DIR = env.str("BACKUP_DIR", default=str(VAR_DIR / "backups"))
# Of each of so many days, weeks and months the newest stays; and when the day's is made, by TIME_ZONE.
BACKUP_KEEP = env.str("BACKUP_KEEP", default="7 4 6")
BACKUP_AT = env.str("BACKUP_AT", default="03:30")
# Public keys of age or SSH, with commas: who can open the archives. Without one they are not encrypted.
BACKUP_RECIPIENTS = [key.strip() for key in env.list("BACKUP_RECIPIENTS", default=[]) if key.strip()]

# --- looking after it (hosting/) ----------------------------------------------------------------------
# /metrics answers Prometheus where it brings this token; without one that address does not exist.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
# Crashes are told there, without anything about anybody (hosting/crashes.py). Empty: nobody is told.
SENTRY_DSN = env.str("SENTRY_DSN", default="")

# --- pictures (uploads/) --------------------------------------------------------------------------------
# The largest file that is taken, in millions of bytes; how many one member may send in a day; how many seconds of the
# processor one may take. Each is made anew (uploads/darkroom.py), and none is ever served as it came.
PICTURE_MEGABYTES = env.int("PICTURE_MEGABYTES", default=20)
PICTURES_A_DAY = env.int("PICTURES_A_DAY", default=50)
PICTURE_SECONDS = env.int("PICTURE_SECONDS", default=2)
# Pictures at other sites' addresses are links. With this a worker brings each one here once, for the text that names it,
# so that no reader's browser asks a stranger; the stranger learns that the server came.
PICTURES_FROM_OUTSIDE = env.bool("PICTURES_FROM_OUTSIDE", default=False)

# --- adverts ----------------------------------------------------------------------------------------
# Services that are asked about what somebody new wrote for everybody (forum/spam_services.py). Both are off.
AKISMET_KEY = env.str("AKISMET_KEY", default="")
STOPFORUMSPAM = env.bool("STOPFORUMSPAM", default=False)

# --- files ------------------------------------------------------------------------------------------
# Files are read into memory as far as they are taken at all, never onto a disk.
FILE_UPLOAD_HANDLERS = ["uploads.receiving.InMemory"]

# --- headers ----------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
# A redirect to https needs a proxy that says which requests came by https; without one it would never end.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_SSL_REDIRECT = HTTPS and bool(TRUSTED_PROXY_COUNT)
SECURE_SSL_HOST = urlsplit(SITE_URL).netloc
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=365 * 24 * 3600) if HTTPS else 0
# W005, W021: whether the other hosts of the domain speak https is not ours to decide. W008: the proxy redirects, and
# asks how web is without https. Without an https address the installation is for trying out, and the warnings about
# secure cookies and HSTS say nothing new.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]
if not HTTPS:
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W012", "security.W016"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# --- masks (docs/masks.md): the key lives in a file, never in the database -------------------------
MASK_KEY_FILE = env.str("MASK_KEY_FILE", default=str(VAR_DIR / "keys" / "mask.key"))

# The key that signs at push services; made at set-up, and without it there is no push (notices/push_key.py).
PUSH_KEY_FILE = env.str("PUSH_KEY_FILE", default=str(VAR_DIR / "keys" / "push.key"))

# --- logs (community/logs.py) -------------------------------------------------------------------------
LOGGING = logs.configuration(
    readable=env.bool("LOG_READABLE", default=DEBUG), level=env.str("LOG_LEVEL", default="INFO")
)
LOGGING_CONFIG = "community.logs.configure"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
