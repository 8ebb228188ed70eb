from django.urls import path

from oidc.views import entrance, own, running

app_name = "oidc"

urlpatterns = [
    path("accounts/with/<slug:slug>/", entrance.begin, name="begin"),
    path("accounts/with/<slug:slug>/back/", entrance.back, name="back"),
    path("accounts/joining/", entrance.join, name="join"),
    path("settings/ways-in/", own.page, name="own"),
    path("settings/ways-in/<slug:slug>/", own.connect, name="connect"),
    path("settings/ways-in/<slug:slug>/removal/", own.disconnect, name="disconnect"),
    path("running/ways-in/", running.providers, name="providers"),
    path("running/ways-in/new/", running.new, name="new_provider"),
    path("running/ways-in/<int:pk>/", running.provider, name="provider"),
    path("running/ways-in/<int:pk>/try/", running.try_it, name="try"),
    path("running/ways-in/<int:pk>/switch/", running.switch, name="switch"),
    path("running/ways-in/<int:pk>/removal/", running.removal, name="removal"),
]
