from django.urls import path

from notices import views

app_name = "notices"

urlpatterns = [
    path("notices/", views.list_notices, name="list"),
    path("notices/reading/", views.read_all, name="read_all"),
    path("notices/<int:id>/reading/", views.read, name="read"),
    path("settings/mail/", views.preferences, name="preferences"),
    path("stop/<str:token>/", views.stop, name="stop"),
]
