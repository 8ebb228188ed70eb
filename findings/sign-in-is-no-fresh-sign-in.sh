#!/bin/sh
# django-allauth 65.21.1: whoever signed in a second ago is asked for the password again before they change their address.
#
# ACCOUNT_REAUTHENTICATION_TIMEOUT (300 s) is read as "how long ago somebody last showed who they are". A sign-in does not
# count towards it: only records marked "reauthenticated" do, and signing in, with a password or with a code, makes none.
# Seen: sign-in 302 /; the address at once 302 /reauthenticate/?next=/email/; after the password once more 302 /confirm-email/.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet django==5.2.8 django-allauth==65.21.1
cd "$place"
"$place/venv/bin/python" - <<'PYTHON'
from django.conf import settings
from django.urls import include, path

settings.configure(
    SECRET_KEY="only here",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "allauth",
        "allauth.account",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "allauth.account.middleware.AccountMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
    EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
    LOGIN_REDIRECT_URL="/",
    ACCOUNT_CHANGE_EMAIL=True,
    ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED=True,
    ACCOUNT_EMAIL_VERIFICATION="mandatory",
    ACCOUNT_REAUTHENTICATION_REQUIRED=True,
)
import django

django.setup()
urlpatterns = [path("", include("allauth.account.urls"))]

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client

call_command("migrate", verbosity=0)
user = get_user_model().objects.create_user("kim", "kim@example.org", "a long password")
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
person = Client()


def led(page, **typed):
    answer = person.post(page, typed)
    print(page, answer.status_code, answer.headers.get("location"))
    return answer.headers.get("location", "")


assert led("/login/", login="kim", password="a long password") == "/"
change = {"action_add": "", "email": "kim@elsewhere.example"}
assert led("/email/", **change).startswith("/reauthenticate/")
led("/reauthenticate/", password="a long password")
assert led("/email/", **change) == "/confirm-email/"
PYTHON
