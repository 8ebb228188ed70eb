"""The real settings with what a test must not share: files, mail, cache and broker are thrown away."""

import atexit
import secrets
import shutil
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from community.settings import *  # noqa: F403

DEBUG = False
_scratch = Path(tempfile.mkdtemp(prefix="murmuration-tests-"))
atexit.register(shutil.rmtree, _scratch, ignore_errors=True)

MASK_KEY_FILE = str(_scratch / "mask.key")
Path(MASK_KEY_FILE).write_bytes(secrets.token_bytes(32))
Path(MASK_KEY_FILE).chmod(0o600)
PUSH_KEY_FILE = str(_scratch / "push.key")
Path(PUSH_KEY_FILE).write_bytes(
    ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
)
SECRET_KEY = secrets.token_urlsafe(50)

VAR_DIR = _scratch
BACKUP_DIR = str(_scratch / "backups")
BACKUP_RECIPIENTS: list[str] = []
MEDIA_ROOT = _scratch / "media"
PICTURE_SECONDS = 20  # of a machine that tests have to themselves two are enough
STATIC_ROOT = _scratch / "static"
STATIC_ROOT.mkdir()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "community.static_files.HashedFiles"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_BROKER_URL = "memory://"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1", "[::1]"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
