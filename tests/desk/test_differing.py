"""What changed between two versions, as a reader follows it."""

import pytest

from zhibu.desk.differing import Piece, pieces, rows_of


def told(old: str, new: str) -> str:
    """Return the difference in one line: [-gone-] and {+came+}."""
    spelled = {"": "{}", "del": "[-{}-]", "ins": "{{+{}+}}"}
    return "".join(spelled[one.mark].format(one.text) for one in pieces(old, new))


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("三楼党员活动室", "二楼党员活动室", "[-三-]{+二+}楼党员活动室"),
        ("会议通过工作报告。", "会议讨论并通过工作报告。", "会议{+讨论并+}通过工作报告。"),
        ("划定 6 个党员责任区", "划定 16 个党员责任区", "划定 [-6-]{+16+} 个党员责任区"),
        ("三楼党员活动室", "礼堂", "[-三楼党员活动室-] → {+礼堂+}"),
        ("19", "16", "[-19-] → {+16+}"),
        ("14.30", "18.00", "[-14.30-] → {+18.00+}"),
        ("2026 年 3 月 18 日", "2026 年 3 月 19 日", "2026 年 3 月 [-18-]{+19+} 日"),
        ("", "礼堂", "[--] → {+礼堂+}"),
    ],
)
def test_little_changes_are_shown_within_the_text_and_great_ones_side_by_side(old, new, shown):
    assert told(old, new) == shown


def test_a_difference_gives_both_texts_back():
    old = "会议学习了文件，讨论了检修期的责任分工。\n大家一致同意。"
    new = "会议认真学习了文件，讨论了大检修期的分工。\n一致同意，鼓掌通过。"

    found = pieces(old, new)

    assert "".join(one.text for one in found if one.mark != "ins") == old
    assert "".join(one.text for one in found if one.mark != "del") == new


def test_the_longest_minutes_are_compared_sentence_by_sentence():
    old = "".join(f"第{n}条意见已经落实。" for n in range(440))
    new = old.replace("第7条意见已经落实。", "第7条意见仍在落实。")

    found = pieces(old, new)

    assert [one.text for one in found if one.mark] == [
        "第7条意见已经落实。", "第7条意见仍在落实。"
    ]  # fmt: skip


def test_a_person_s_old_line_stands_beside_the_new_one():
    rows = rows_of([
        ("孙晓梅，请假，原因 出差", "del"), ("赵兰，到会", "del"),
        ("王立新，到会", ""), ("孙晓梅，到会", "ins"), ("贾𠮷，到会", "ins"),
    ])  # fmt: skip

    assert [(row.mark, "".join(one.text for one in row.pieces)) for row in rows] == [
        ("del", "赵兰，到会"),
        ("", "王立新，到会"),
        ("changed", "孙晓梅，请假，原因 出差 → 孙晓梅，到会"),
        ("ins", "贾𠮷，到会"),
    ]


def test_a_topic_whose_title_was_mended_is_one_topic_that_changed():
    rows = rows_of([
        ("讨论检修期安全责任区", "del"), ("通过上半年工作总结", "del"),
        ("讨论大检修期安全责任区", "ins"), ("发展党员一名", "ins"),
    ])  # fmt: skip

    assert [row.mark for row in rows] == ["del", "changed", "ins"]
    assert Piece("大", "ins") in rows[1].pieces


def test_what_did_not_change_bears_no_mark():
    rows = rows_of([("三楼", "")])

    assert (rows[0].mark, rows[0].pieces) == ("", (Piece("三楼"),))
