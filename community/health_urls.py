"""Where a load balancer, a container runtime or a person asks how the installation is."""

from django.urls import path

from community import health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
