from django.apps import AppConfig


class WorklogConfig(AppConfig):
    name = "zhibu.worklog"
