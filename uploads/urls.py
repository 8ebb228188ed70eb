from django.urls import path

from uploads import views

app_name = "uploads"

urlpatterns = [
    path("new/", views.new, name="new"),
    path("face/", views.face, name="face"),
    path("logo/", views.logo, name="logo"),
    path("<str:name>/<str:file>", views.file, name="file"),
]
