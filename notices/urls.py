from django.urls import path

from notices import views

app_name = "notices"

urlpatterns = [
    path("notices/", views.list_notices, name="list"),
    path("notices/reading/", views.read_all, name="read_all"),
    path("notices/<int:id>/reading/", views.read, name="read"),
    path("settings/mail/address/", views.address, name="address"),
    path("settings/mail/", views.preferences, name="preferences"),
    path("settings/devices/", views.devices, name="devices"),
    path("settings/devices/<int:id>/test/", views.device_test, name="device_test"),
    path("settings/devices/<int:id>/removal/", views.device_removal, name="device_removal"),
    path("stop/<str:token>/", views.stop, name="stop"),
]
