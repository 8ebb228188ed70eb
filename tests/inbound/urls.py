"""The addresses of a community whose provider brings mails."""

from django.urls import include, path

from community import urls

handler500 = urls.handler500
urlpatterns = [*urls.urlpatterns, path("", include("inbound.urls"))]
