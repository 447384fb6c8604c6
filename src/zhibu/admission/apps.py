from django.apps import AppConfig


class AdmissionConfig(AppConfig):
    name = "zhibu.admission"

    def ready(self) -> None:
        from zhibu.admission import conducting  # noqa: PLC0415 - models are ready only now

        conducting.register()
