from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    name = "zhibu.appraisal"

    def ready(self) -> None:
        from zhibu.appraisal import conducting  # noqa: PLC0415 - models are ready only now

        conducting.register()
