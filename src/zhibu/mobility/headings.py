"""Under which headings a quarter's report tells its changes, in that order."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Heading(TextChoices):
    """A kind of change."""

    JOINED = "joined", _("接收预备党员")
    CONVERTED = "converted", _("预备党员转正")
    TRANSFERRED_IN = "transferred_in", _("转入")
    TRANSFERRED_OUT = "transferred_out", _("转出")
    DIED = "died", _("去世")
    REDUCED = "reduced", _("其他减少")
    APPOINTED = "appointed", _("任职")
    RELIEVED = "relieved", _("免职")
    FLOWED_OUT = "flowed_out", _("流出登记")
    FLOWED_IN = "flowed_in", _("流入登记")
    FLOATING_ENDED = "floating_ended", _("流动结束")
