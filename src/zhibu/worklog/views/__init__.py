"""The pages of the worklog."""

from zhibu.worklog.views.above import set_tasks
from zhibu.worklog.views.entering import finish, listing, record
from zhibu.worklog.views.mending import correct, withdraw

__all__ = ["correct", "finish", "listing", "record", "set_tasks", "withdraw"]
