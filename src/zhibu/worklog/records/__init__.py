"""The record kinds of the worklog."""

from zhibu.worklog.records.done import Counted, DocumentMade, IncidentHappened, WorkDone
from zhibu.worklog.records.lasting import StateBegan, StateEnded, TaskDone, TaskSet

__all__ = [
    "Beginning", "Counted", "DocumentMade", "Ending", "IncidentHappened", "StateBegan",
    "StateEnded", "TaskDone", "TaskSet", "Told", "WorkDone",
]  # fmt: skip

Beginning = TaskSet | StateBegan
Ending = TaskDone | StateEnded
Told = WorkDone | DocumentMade | Counted | IncidentHappened | TaskSet | StateBegan
