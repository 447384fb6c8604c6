import pytest

from zhibu.party.names import UnfitName, sort_key, tidy_name


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("姚  华", "姚华"),
        (" 王立新　", "王立新"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提 ・ 艾力", "买买提·艾力"),
        ("李\uf9e1", "李李"),
        ("Ada  Lovelace", "Ada Lovelace"),
        ("贾𠮷", "贾𠮷"),
    ],
)
def test_a_name_has_one_spelling(told, kept):
    assert tidy_name(told) == kept


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200b", "\ufeff", "\x00", "\x07"])
def test_signs_nobody_can_see_are_refused_in_names(hidden):
    with pytest.raises(UnfitName, match="看不见") as refused:
        tidy_name(f"陈{hidden}可")

    assert refused.value.field == "name"


def test_a_name_of_private_signs_is_refused():
    with pytest.raises(UnfitName, match="自造字"):
        tidy_name("陈\ue000")


def test_a_name_has_fifty_signs_at_most_however_many_bytes_they_take():
    assert len(tidy_name("𠮷" * 50)) == 50
    with pytest.raises(UnfitName, match="最多 50 个字，现有 51 个字"):
        tidy_name("𠮷" * 51)


def test_an_empty_name_is_refused():
    with pytest.raises(UnfitName, match="不能为空"):
        tidy_name(" 　")


def test_surnames_sort_by_their_own_reading():
    names = ["朱伟", "单国栋", "曾小雨", "仇玉华", "解放", "朴正民", "查思敏", "区志强", "贾𠮷"]

    ordered = sorted(names, key=sort_key)

    assert ordered == [
        "贾𠮷", "区志强", "朴正民", "仇玉华", "单国栋", "解放", "曾小雨", "查思敏", "朱伟",
    ]  # fmt: skip
