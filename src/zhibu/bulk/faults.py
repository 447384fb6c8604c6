"""What is wrong with files of tallies: in words, with the numbers to fill in."""

from typing import Any

from zhibu.core.refusal import Refusal


def _(words: str) -> str:
    """Mark words for the catalogue; a face says them in the reader's language."""
    return words


DAMAGED = _("%(file)s 不是完整的 Parquet 文件（%(why)s）。请重新取得这个文件。")
NO_FOLDER = _("没有文件夹 %(file)s。请写统计数据所在的文件夹。")
NO_PARTITIONS = _("%(file)s 里除 units.parquet 外没有 .parquet 文件。请写统计数据所在的文件夹。")
NO_UNITS = _("%(file)s 里没有 units.parquet（列 unit 和 class）。请补上这个文件。")
NO_COLUMN = _("%(file)s 没有 %(column)s 列。应有的列：%(wanted)s。")
WRONG_TYPE = _("%(file)s 的 %(column)s 列是 %(found)s 类型，应是 %(wanted)s。请按格式重新导出。")
EMPTY_CELL = _("%(file)s 的 %(column)s 列有空值。统计数据不留空：没有的事不写行。")
WRONG_MONTH = _(
    "%(file)s 第 %(row)d 行：月份 %(value)s 不在 0 到 12 之间（0 是年初结转）。请更正。"
)
WRONG_LAG = _("%(file)s 第 %(row)d 行：时滞 %(value)s 不在 0 到 6 之间。请更正。")
NOT_WHOLE = _("%(file)s 第 %(row)d 行：数值 %(value)s 不是整数。统计数据只认整数，请更正。")
NOT_SORTED = _("%(file)s 第 %(row)d 行：单位 %(value)s 排在更大的编号之后。请按 unit 排序。")
TOO_MANY = _("%(file)s 里单位 %(value)s 的行数超过 %(most)d。请把相同的行合计后再导出。")
UNIT_TWICE = _(
    "单位 %(value)s 分在不止一处：%(file)s 里的行与别处重复。请把一个单位放在一个文件里。"
)
UNIT_DOUBLED = _("%(file)s 里单位 %(value)s 出现不止一次。请只留一行。")
UNIT_UNKNOWN = _("%(file)s 里的单位 %(value)s 没有列在 units.parquet。请补上它的类别。")
CLASS_UNKNOWN = _("units.parquet 的类别“%(value)s”不在标准里。标准的类别：%(wanted)s。")
CANNOT_WRITE = _("不能写入 %(file)s：%(why)s。请换一个文件夹。")
NOT_EMPTY = _("文件夹 %(file)s 里已有内容。请换一个空文件夹，以免新旧混在一起。")
NO_MANIFEST = _("%(file)s 里没有清单文件 manifest，无从核对来源。请向对方索取完整的导出文件夹。")
BAD_MANIFEST = _("清单文件 manifest 已损坏或被改动（%(why)s）。请重新取得整个文件夹。")
WRONG_KEY = _("清单文件 manifest 不是用给定的公钥 %(key)s 签名的。请从别的途径核对对方的公钥。")
FILE_CHANGED = _("%(file)s 与清单不符：内容被改动或损坏。请重新取得整个文件夹。")
FILE_MISSING = _("缺少清单所列的文件 %(file)s。请重新取得整个文件夹。")
FILE_STRANGE = _("%(file)s 不在清单里。请删去它，或重新取得整个文件夹。")
MORE_COLUMNS = _("%(file)s 多出了 %(column)s 列。统计数据只含规定的列，不得夹带其他内容，已拒收。")
WRONG_COUNT = _("%(file)s 有 %(found)d 行，清单写明 %(wanted)d 行。请对方重新导出。")
BAD_CHECKPOINT = _("随附的账本头 checkpoint 有误（%(why)s）。请对方重新导出。")
BAD_ORIGIN = _("来源名称“%(value)s”不能作文件夹名。请核对对方的公钥。")
RECEIVED_BEFORE = _(
    "%(origin)s 的 %(period)s 已经收过（%(file)s）。如需替换，请先由经办人移走旧文件夹。"
)
OLDER = _(
    "账本头只到第 %(size)d 条，比已收到的第 %(kept)d 条旧：可能是旧数据或账本被回退，已拒收。"
    "请对方用最新的账本重新导出，并查明原因。"
)
FORKED = _(
    "账本头与已收到的同样是第 %(size)d 条，内容却不同：对方的账本分叉了，已拒收。请立即查明。"
)
WORKER_LOST = _("一个计算进程中途退出了（多半是内存不足）。请用 --processes 1 再试。")
TOO_GREAT = _("%(file)s 第 %(row)d 行：数值 %(value)s 超过一万亿，不合情理。请核对。")


class TallyFault(Refusal):
    """Files of tallies that cannot be scored or believed.

    ``template`` is to be translated and filled in with ``told`` by a face.
    """

    def __init__(self, template: str, **told: Any) -> None:
        super().__init__(template % told)
        self.template = template
        self.told = told

    def __reduce__(self) -> tuple[Any, ...]:
        """Say how another process gets the same fault."""
        return _again, (type(self), self.template, self.told)


def _again(kind: type[TallyFault], template: str, told: dict[str, Any]) -> TallyFault:
    return kind(template, **told)
