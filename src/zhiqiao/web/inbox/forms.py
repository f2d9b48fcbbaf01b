"""How someone wants letters, as a form."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.inbox.kinds import Topic
from zhiqiao.web.inbox.models import Mailing, Preference

PREFIX = "mail"


class PreferenceForm(forms.Form):
    """One choice a topic, and the language of letters."""

    prefix = PREFIX  # else the control of the topic "matches" hides the form's own matches()

    language = forms.ChoiceField(
        label=_("邮件的语言"),
        choices=settings.LANGUAGES,
        widget=forms.Select(attrs={"class": "form-select inbox-language"}),
    )

    def __init__(self, *args: Any, preference: Preference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = preference.language or get_language()
        for topic in Topic:
            self.fields[topic.value] = forms.ChoiceField(
                label=topic.label,
                choices=Mailing.choices,
                initial=preference.mailing(topic),
                widget=forms.RadioSelect,
            )

    def mailings(self) -> dict[str, str]:
        """The choice by topic."""
        return {topic: self.cleaned_data[topic] for topic in Topic.values}

    def topics(self) -> list[forms.BoundField]:
        """The fields of the topics."""
        return [self[topic] for topic in Topic.values]
