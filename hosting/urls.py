from django.urls import path

from hosting.views import metrics, operations

app_name = "hosting"

urlpatterns = [
    path("operations/", operations.operations, name="operations"),
    path("operations/acts/", operations.acts, name="acts"),
    path("operations/given-up/", operations.deliveries, name="deliveries"),
    path("operations/given-up/<str:handler>/again/", operations.revive, name="revive"),
    path("operations/given-up/<str:handler>/drop/", operations.drop, name="drop"),
    path("metrics", metrics.metrics, name="metrics"),
]
