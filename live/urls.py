"""`live/stream` is answered by the process in stream.py, never by Django."""

from django.urls import path

from live import views

app_name = "live"

urlpatterns = [path("", views.look, name="look")]
