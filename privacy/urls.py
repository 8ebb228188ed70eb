from django.urls import path

from privacy.views import kept

app_name = "privacy"

urlpatterns = [
    path("kept/", kept.page, name="kept"),
]
