"""What is asked when rules are drafted and published."""

import re
from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiqiao.web.drafts.checking import too_long
from zhiqiao.web.drafts.models import (
    COMMENT_CHARS_MAX,
    ID_CHARS_MAX,
    NOTE_CHARS_MAX,
    TITLE_CHARS_MAX,
)
from zhiqiao.web.rulebook.current import rulebook

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class NewDraftForm(forms.Form):
    """A programme that does not exist yet."""

    title = forms.CharField(
        label=gettext_lazy("事项名称"),
        max_length=TITLE_CHARS_MAX,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    programme_id = forms.CharField(
        label=gettext_lazy("编号"),
        max_length=ID_CHARS_MAX,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        help_text=gettext_lazy("字母、数字、连字符，如 yx-training-2027。发布以后不能再改。"),
    )

    def clean_programme_id(self) -> str:
        """Refuses what addresses cannot hold, and programmes that exist."""
        found: str = self.cleaned_data["programme_id"]
        if not ID.fullmatch(found):
            raise forms.ValidationError(
                _("编号只能用字母、数字、点、连字符和下划线，并以字母或数字开头。")
            )
        if rulebook().programme(found):
            raise forms.ValidationError(
                _("已经有编号为「%(id)s」的事项。要改它，请到它的页面点「起草新版本」。")
                % {"id": found}
            )
        return found

    def clean_title(self) -> str:
        """The title as one line that YAML reads as it stands."""
        title = " ".join(self.cleaned_data["title"].split())
        if re.search(r"[:#{}\[\]&*!|>'\"%@`,]", title):
            raise forms.ValidationError(_("名称里不要用冒号、引号、括号一类的半角符号。"))
        return title


class TextForm(forms.Form):
    """A text as the editor sends it."""

    text = forms.CharField(label=gettext_lazy("规则"), strip=False, widget=forms.Textarea)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def clean_text(self) -> str:
        """Refuses a text longer than can be checked and compared while somebody waits."""
        text: str = self.cleaned_data["text"]
        if words := too_long(text):
            raise forms.ValidationError(words)
        return text


class CommentForm(forms.Form):
    """What someone says to a draft."""

    text = forms.CharField(
        label=gettext_lazy("意见"),
        max_length=COMMENT_CHARS_MAX,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )


class AskForm(forms.Form):
    """Asking a second person to publish."""

    note = forms.CharField(
        label=gettext_lazy("改了什么、为什么"),
        max_length=NOTE_CHARS_MAX,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """Sending a request back."""

    answer = forms.CharField(
        label=gettext_lazy("退回的理由"),
        max_length=NOTE_CHARS_MAX,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )


class RepealForm(forms.Form):
    """Ending a programme."""

    on = forms.DateField(
        label=gettext_lazy("从哪天起废止"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
        help_text=gettext_lazy("这一天起发生的事不再适用；以前的照旧按当时的规则判定。"),
    )
    note = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=NOTE_CHARS_MAX,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )

    def clean_on(self) -> date:
        """Refuses days gone by: what happened then was judged by the rule of then."""
        on: date = self.cleaned_data["on"]
        if on < timezone.localdate():
            raise forms.ValidationError(
                _("废止不能早于今天：以前的日子照旧按当时的规则判定。请选今天或以后的一天。")
            )
        return on


class DayForm(forms.Form):
    """The day on which a what-if is judged."""

    on = forms.DateField(
        label=gettext_lazy("按哪一天判定"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
        initial=timezone.localdate,
    )
