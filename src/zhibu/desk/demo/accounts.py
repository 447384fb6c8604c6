"""One account for each role, with a password that is printed because everything is invented."""

from dataclasses import dataclass

PASSWORD = "zhibu-demo-2026"  # noqa: S105 - a demonstration's, printed at every start


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Who may look around, in what role, where: "" is the committee itself."""

    username: str
    title: str
    role: str
    place: str = ""
    post: str = ""


ACCOUNTS = (
    DemoAccount("admin", "系统管理员", "administrator"),
    DemoAccount("officer", "党委组织干事", "officer"),
    DemoAccount("assessor", "考核员", "assessor"),
    DemoAccount("assessor2", "考核员（第二位）", "assessor"),
    DemoAccount("auditor", "监督员", "auditor"),
    DemoAccount("secretary", "支部书记", "secretary", "炼油一车间党支部", "secretary"),
    DemoAccount("secretary2", "支部书记", "secretary", "仪表车间党支部", "secretary"),
    DemoAccount("organization", "支部组织委员", "organization", "炼油一车间党支部", "organization"),
    DemoAccount("member", "普通党员", "member", "炼油一车间党支部"),
)


def listing() -> str:
    """Return the accounts as lines to print."""
    rows = [f"  {one.username:<14}{one.title}  {one.place}".rstrip() for one in ACCOUNTS]
    return "\n".join([*rows, f"  密码都是 {PASSWORD}"])
