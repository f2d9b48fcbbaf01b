"""What people fill in about an introduction."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.introductions.wording import DeclineReason


class DeclineForm(forms.Form):
    """Why one does not want to be introduced."""

    reason = forms.TypedChoiceField(
        label=_("原因"),
        choices=[("", _("请选择")), *DeclineReason.choices],
        coerce=DeclineReason,
        error_messages={"required": _("请选一个原因；对方看不到它。")},
    )
    note = forms.CharField(
        label=_("给技术经理人的说明"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("只有技术经理人看得到。最多 300 字。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["class"] = "form-select"
        self.fields["note"].widget.attrs["class"] = "form-control"
