"""Every address of the forum; each app names its own."""

from django.conf import settings
from django.contrib.sitemaps import views as maps
from django.urls import include, path
from django.views.decorators.http import require_safe

from blog.sitemaps import ArticleSitemap
from forum.sitemaps import SpaceSitemap, TopicSitemap
from forum.views.home import front
from web import installable, views
from web.sitemaps import index, robots

handler500 = "community.trouble.something_broke"

SITEMAPS = {"sitemaps": {"spaces": SpaceSitemap, "topics": TopicSitemap, "articles": ArticleSitemap}}

urlpatterns = [
    path("", front, name="home"),
    path("accounts/", include("allauth.urls")),
    path("", include("forum.urls")),  # in the order in which they are asked for most
    path("", include("members.urls")),
    path("", include("oidc.urls")),
    path("pictures/", include("uploads.urls")),
    path("", include("recognition.urls")),
    path("", include("blog.urls")),
    path("", include("mentorship.urls")),
    path("", include("moderation.urls")),
    path("", include("notices.urls")),
    path("", include("nudges.urls")),
    path("", include("privacy.urls")),
    path("", include("hosting.urls")),
    path("live/", include("live.urls")),
    path("language/", views.choose, name="language"),
    path("sw.js", installable.worker, name="worker"),
    path("manifest.webmanifest", installable.manifest, name="manifest"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", index, SITEMAPS, name="sitemap"),
    path("sitemap-<slug:section>.xml", require_safe(maps.sitemap), SITEMAPS, name="sitemap_part"),
    path("", include("community.health_urls")),
]

if settings.INBOUND_ADDRESS and settings.ANYMAIL.get("WEBHOOK_SECRET"):
    urlpatterns += [path("", include("inbound.urls"))]

if settings.EMBEDDED:
    urlpatterns += [path("", include("community.embedded.urls"))]
