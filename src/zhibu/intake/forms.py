"""What the import pages take in."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _


class SeveralFiles(forms.ClearableFileInput):
    """A choice of several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; at least one."""

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        """Return all files chosen. Raises ValidationError where there is none."""
        chosen = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in chosen or [None]]


class UploadForm(forms.Form):
    """The files to import."""

    sheets = FilesField(
        label=_("文件"),
        help_text=_(
            "组织架构、党员花名册、发展党员台账、三会一课台账、党费收缴表、表彰奖励台账，可一次选多个（.xlsx、.xls、.csv）。"
        ),
        widget=SeveralFiles(attrs={"accept": ".xlsx,.xls,.csv"}),
        error_messages={
            "required": _("请选择要导入的文件（.xlsx、.xls 或 .csv）。"),
            "empty": _("文件是空的，请检查后重新选择。"),
        },
    )
    mapping = forms.FileField(
        label=_("映射文件"),
        required=False,
        help_text=_("表头与常见写法不同的模板，用 YAML 说明哪一列是什么；一般不需要。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml"}),
    )


class TakeBackForm(forms.Form):
    """Why a batch is taken back."""

    reason = forms.CharField(
        label=_("撤回理由"),
        max_length=200,
        error_messages={"required": _("请写明撤回的理由，例如“选错了文件”。")},
    )
