from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DraftingConfig(AppConfig):
    name = "zhibu.drafting"
    verbose_name = _("标准起草")
