from zhibu.party.outline import outline, under
from zhibu.party.queries import Node
from zhibu.party.sets import Level


def node(uid, superior=None, depth=0, level=Level.GENERAL_BRANCH, members=0):
    return Node(uid, uid, level, "regular", "", depth, superior, members, live=False)


TREE = [
    node("党委", level=Level.COMMITTEE),
    node("炼油", "党委", 1),
    node("一车间", "炼油", 2, Level.BRANCH, 8),
    node("二车间", "炼油", 2, Level.BRANCH, 5),
    node("综合", "党委", 1),
    node("机关", "综合", 2, Level.BRANCH, 3),
]


def test_each_line_counts_what_lies_below_it():
    lines = {line.node.uid: line for line in outline(TREE)}

    assert (lines["党委"].branches, lines["党委"].members) == (3, 16)
    assert (lines["炼油"].branches, lines["炼油"].members) == (2, 13)
    assert (lines["机关"].branches, lines["机关"].members) == (1, 3)


def test_every_fold_that_opens_closes():
    lines = outline(TREE)

    assert [line.folds for line in lines] == [True, True, False, False, True, False]
    assert [len(line.closes) for line in lines] == [0, 0, 0, 1, 0, 2]
    assert sum(line.folds for line in lines) == sum(len(line.closes) for line in lines)


def test_a_tree_too_long_for_a_page_is_shown_as_deep_as_fits():
    lines = outline(TREE, most=4)

    assert [(line.node.uid, line.members, line.more) for line in lines] == [
        ("党委", 16, False), ("炼油", 13, True), ("综合", 3, True),
    ]  # fmt: skip
    assert sum(line.folds for line in lines) == sum(len(line.closes) for line in lines) == 1


def test_what_was_left_out_has_a_page_of_its_own():
    lines = outline(under(TREE, "炼油"))

    assert [line.node.uid for line in lines] == ["炼油", "一车间", "二车间"]
    assert [len(line.closes) for line in lines] == [0, 0, 1]
    assert under(TREE, "没有") == outline([]) == []
