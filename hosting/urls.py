from django.urls import path

from hosting.views import metrics, operations, settings

app_name = "hosting"

urlpatterns = [
    path("running/", settings.settings, name="settings"),
    path("operations/", operations.operations, name="operations"),
    path("operations/acts/", operations.acts, name="acts"),
    path("operations/given-up/", operations.deliveries, name="deliveries"),
    path("operations/given-up/<str:handler>/again/", operations.revive, name="revive"),
    path("operations/given-up/<str:handler>/drop/", operations.drop, name="drop"),
    path("metrics", metrics.metrics, name="metrics"),
]
