from django.urls import path

from members.views import profile

app_name = "members"

urlpatterns = [
    path("@<str:handle>/", profile.profile, name="profile"),
]
