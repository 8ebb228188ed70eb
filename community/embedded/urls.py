"""Added to the address table by bin/run alone (settings.EMBEDDED)."""

from django.urls import path

from community.embedded import views

urlpatterns = [
    path("local-mail/<str:token>/", views.mails, name="local_mails"),
    path("local-mail/<str:token>/<str:name>/", views.one_mail, name="local_mail"),
]
