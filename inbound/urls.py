"""Where a provider brings mails, once there is a secret that it must know."""

from django.urls import include, path

urlpatterns = [path("anymail/", include("anymail.urls"))]
