from django.apps import AppConfig


class HonoursConfig(AppConfig):
    name = "zhibu.honours"
