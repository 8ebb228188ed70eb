from django.urls import path

from members.views import entrance, hello, profile

app_name = "members"

urlpatterns = [
    path("join/<str:token>/", entrance.join, name="join"),
    path("waiting/", entrance.waiting, name="waiting"),
    path("@<str:handle>/hello/", hello.hello, name="hello"),
    path("@<str:handle>/", profile.profile, name="profile"),
]
