"""Every address of the forum; each app names its own."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import include, path

from forum.views.home import front

# One way in for admins too: allauth's limits and second factor, not the admin's own form.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# Their forms show session keys and secrets and change addresses: with any of them an admin could come in as somebody
# else, and read which masks are theirs.
for kind in (Authenticator, EmailAddress, Group, UserSession):
    if admin.site.is_registered(kind):
        admin.site.unregister(kind)

handler500 = "community.trouble.something_broke"

urlpatterns = [
    path("", front, name="home"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("members.urls")),
    path("", include("forum.urls")),
    path("", include("recognition.urls")),
    path("", include("blog.urls")),
    path("", include("mentorship.urls")),
    path("", include("moderation.urls")),
    path("", include("notices.urls")),
    path("", include("nudges.urls")),
    path("", include("community.health_urls")),
]

if settings.EMBEDDED:
    urlpatterns += [path("", include("community.embedded.urls"))]
