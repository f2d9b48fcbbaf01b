"""The form that brings a file."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

ENCODINGS = (
    ("", _("自动识别")),
    ("utf-8-sig", "UTF-8"),
    ("gb18030", "GB18030 / GBK"),
    ("utf-16", "UTF-16"),
    ("big5", "Big5"),
)


class FileForm(forms.Form):
    """A file, and how it is encoded where that is not recognised."""

    file = forms.FileField(label=_("文件"), max_length=400)
    encoding = forms.ChoiceField(
        label=_("文字编码"),
        choices=ENCODINGS,
        required=False,
        help_text=_("乱码或认不出时才需要选。"),
    )

    def __init__(self, *args: Any, refusal: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._refusal = refusal
        most = settings.ZHIQIAO_UPLOAD_MIB_MAX
        self.fields["file"].help_text = _("CSV、XLSX、JSONL 或 JSON，%(n)d MiB 以内。") % {
            "n": most
        }
        self.fields["file"].widget.attrs |= {
            "class": "form-control",
            "accept": ".csv,.tsv,.txt,.xlsx,.jsonl,.ndjson,.json",
        }
        self.fields["encoding"].widget.attrs["class"] = "form-select"
        if refusal:
            self.fields["file"].required = False

    def clean_file(self) -> Any:
        """The upload, unless it was too large to be let in."""
        most = settings.ZHIQIAO_UPLOAD_MIB_MAX
        if self._refusal == "size":
            words = _("文件超过 %(n)d MiB。请拆成几个文件再导入。")
            raise forms.ValidationError(words % {"n": most})
        if self._refusal == "space":
            raise forms.ValidationError(_("服务器磁盘空间不够，文件没有收下。请联系系统管理员。"))
        return self.cleaned_data["file"]
