from django.apps import AppConfig


class StarsConfig(AppConfig):
    name = "zhibu.stars"
