"""Somebody with a session who calls the API as a program would: JSON, and the token for writing."""

from typing import Any

from django.test import Client

from zhibu.party.models import Account

BACKEND = "django.contrib.auth.backends.ModelBackend"


class Caller:
    """A program in which an account is signed in; without an account, nobody is."""

    def __init__(self, account: Account | None = None):
        self.client = Client(enforce_csrf_checks=True)
        self.token = ""
        if account is not None:
            self.client.force_login(account, backend=BACKEND)
            self.token = self.get("/session").json()["csrf_token"]

    def get(self, path: str, **asked: Any):
        return self.client.get(f"/api{path}", asked)

    def post(self, path: str, told: Any, **headers: str):
        headers.setdefault("X-CSRFToken", self.token)
        return self.client.post(
            f"/api{path}", told, content_type="application/json", headers=headers
        )


def general_meeting(here, **changed: Any) -> dict[str, Any]:
    """Return a general meeting of the refining branch on 18 March, as JSON tells it."""
    return {
        "form": "general_meeting",
        "held_on": "2026-03-18",
        "began": "14:00",
        "ended": "15:30",
        "place": "三楼党员活动室",
        "chair": here.member("陈可").uid,
        "recorder": here.member("李明远").uid,
        "away": [{"member": here.member("赵兰").uid, "state": "excused", "reason": "陪护家人"}],
        "topics": [{"title": "通过一季度工作报告"}],
        **changed,
    }


def problem_of(answer: Any, status: int) -> dict[str, Any]:
    """Return the problem document of an answer that must be one."""
    assert answer.status_code == status, answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert told["status"] == status
    return told
