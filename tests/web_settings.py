"""For a web server that a test starts: the test settings, with the keys of the test that asks it."""

from tests.real_settings import *  # noqa: F403
from tests.real_settings import ALLOWED_HOSTS, env

SECRET_KEY = env.str("SECRET_KEY")
MASK_KEY_FILE = env.str("MASK_KEY_FILE")
ALLOWED_HOSTS = [*ALLOWED_HOSTS, *env.list("ALLOWED_HOSTS", default=[])]
