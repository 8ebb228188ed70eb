"""Every address of the forum; each app names its own."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from forum.views.home import front

# One way in for admins too: allauth's limits and second factor, not the admin's own form.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

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
