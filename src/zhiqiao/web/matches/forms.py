"""The form behind the grade buttons."""

from django import forms

from zhiqiao.matching.values import Relevance


class ReviewForm(forms.Form):
    """One grade with an optional reason."""

    relevance = forms.TypedChoiceField(
        choices=[(int(grade), grade.label) for grade in Relevance],
        coerce=lambda value: Relevance(int(value)),
    )
    note = forms.CharField(max_length=300, required=False)
