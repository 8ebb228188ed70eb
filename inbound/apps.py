from django.apps import AppConfig


class InboundConfig(AppConfig):
    name = "inbound"

    def ready(self) -> None:
        from anymail.signals import inbound

        from inbound.receivers import take

        inbound.connect(take, dispatch_uid="inbound.take")
