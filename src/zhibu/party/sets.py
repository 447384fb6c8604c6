"""The closed sets of the party room, with the words a reader sees."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    COMMITTEE = "committee", _("党委")
    GENERAL_BRANCH = "general_branch", _("党总支")
    BRANCH = "branch", _("党支部")


class BranchForm(TextChoices):
    REGULAR = "regular", _("一般")
    JOINT = "joint", _("联合")
    PROVISIONAL = "provisional", _("临时")
    PROJECT = "project", _("项目")
    FLOATING = "floating", _("流动党员")
    GRID = "grid", _("网格")


class BranchClass(TextChoices):
    PRODUCTION = "production", _("一类")
    AUXILIARY = "auxiliary", _("二类")
    SUPPORT = "support", _("三类")
    OFFICE = "office", _("四类")


class Post(TextChoices):
    SECRETARY = "secretary", _("书记")
    DEPUTY_SECRETARY = "deputy_secretary", _("副书记")
    ORGANIZATION = "organization", _("组织委员")
    PUBLICITY = "publicity", _("宣传委员")
    DISCIPLINE = "discipline", _("纪检委员")
    COMMITTEE_MEMBER = "committee_member", _("委员")
    GROUP_LEADER = "group_leader", _("党小组组长")


SINGLE_POSTS = (Post.SECRETARY, Post.ORGANIZATION, Post.PUBLICITY, Post.DISCIPLINE)
COMMITTEE_POSTS = tuple(post for post in Post if post is not Post.GROUP_LEADER)


class Role(TextChoices):
    """What an account may do in the system; a post is what a member was elected to."""

    MEMBER = "member", _("党员")
    SECRETARY = "secretary", _("支部书记")
    ORGANIZATION = "organization", _("支部组织委员")
    OFFICER = "officer", _("党委组织干事")
    ASSESSOR = "assessor", _("考核员")
    AUDITOR = "auditor", _("监督员")
    ADMINISTRATOR = "administrator", _("系统管理员")


class Standing(TextChoices):
    FULL = "full", _("正式党员")
    PROBATIONARY = "probationary", _("预备党员")


class LeaveReason(TextChoices):
    TRANSFERRED = "transferred", _("转出")
    DIED = "died", _("去世")
    EXPELLED = "expelled", _("开除党籍")
    REVOKED = "revoked", _("取消预备党员资格")
    WITHDREW = "withdrew", _("退党")
    DISSOLVED = "dissolved", _("党组织撤销")
    MERGED = "merged", _("重复登记合并")


class Sex(TextChoices):
    """GB/T 2261.1."""

    UNKNOWN = "0", _("未知")
    MALE = "1", _("男")
    FEMALE = "2", _("女")
    UNSTATED = "9", _("未说明")


class Education(TextChoices):
    """GB/T 4658-2006, the codes that rosters keep."""

    DOCTOR = "11", _("博士研究生")
    MASTER = "14", _("硕士研究生")
    GRADUATE = "10", _("研究生")
    BACHELOR = "20", _("大学本科")
    COLLEGE = "30", _("大学专科")
    VOCATIONAL = "40", _("中等专科")
    SENIOR_HIGH = "60", _("普通高中")
    JUNIOR_HIGH = "70", _("初中")
    PRIMARY = "80", _("小学")
    OTHER = "90", _("其他")


class Ethnicity(TextChoices):
    """GB/T 3304-1991, in the order of its numbers."""

    HAN = "01", _("汉族")
    MONGOL = "02", _("蒙古族")
    HUI = "03", _("回族")
    TIBETAN = "04", _("藏族")
    UYGHUR = "05", _("维吾尔族")
    MIAO = "06", _("苗族")
    YI = "07", _("彝族")
    ZHUANG = "08", _("壮族")
    BOUYEI = "09", _("布依族")
    KOREAN = "10", _("朝鲜族")
    MANCHU = "11", _("满族")
    DONG = "12", _("侗族")
    YAO = "13", _("瑶族")
    BAI = "14", _("白族")
    TUJIA = "15", _("土家族")
    HANI = "16", _("哈尼族")
    KAZAK = "17", _("哈萨克族")
    DAI = "18", _("傣族")
    LI = "19", _("黎族")
    LISU = "20", _("傈僳族")
    VA = "21", _("佤族")
    SHE = "22", _("畲族")
    GAOSHAN = "23", _("高山族")
    LAHU = "24", _("拉祜族")
    SUI = "25", _("水族")
    DONGXIANG = "26", _("东乡族")
    NAXI = "27", _("纳西族")
    JINGPO = "28", _("景颇族")
    KIRGIZ = "29", _("柯尔克孜族")
    TU = "30", _("土族")
    DAUR = "31", _("达斡尔族")
    MULAO = "32", _("仫佬族")
    QIANG = "33", _("羌族")
    BLANG = "34", _("布朗族")
    SALAR = "35", _("撒拉族")
    MAONAN = "36", _("毛南族")
    GELAO = "37", _("仡佬族")
    XIBE = "38", _("锡伯族")
    ACHANG = "39", _("阿昌族")
    PUMI = "40", _("普米族")
    TAJIK = "41", _("塔吉克族")
    NU = "42", _("怒族")
    UZBEK = "43", _("乌孜别克族")
    RUSSIAN = "44", _("俄罗斯族")
    EWENKI = "45", _("鄂温克族")
    DEANG = "46", _("德昂族")
    BONAN = "47", _("保安族")
    YUGUR = "48", _("裕固族")
    GIN = "49", _("京族")
    TATAR = "50", _("塔塔尔族")
    DERUNG = "51", _("独龙族")
    OROQEN = "52", _("鄂伦春族")
    HEZHEN = "53", _("赫哲族")
    MONBA = "54", _("门巴族")
    LHOBA = "55", _("珞巴族")
    JINO = "56", _("基诺族")
