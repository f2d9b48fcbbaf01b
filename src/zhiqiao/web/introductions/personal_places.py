"""Where data of persons lie in introductions."""

from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.personal_data import Place, not_personal, register, register_eraser


def _forget_contact(person: Person) -> None:
    from zhiqiao.web.introductions.upkeep_actions import forget_contact

    forget_contact(person=person)


register_eraser(_forget_contact)
register(
    Place("introductions.Step", "person", {"note": ""}, title=_("对引荐的答复")),
    Place("introductions.Disclosure", "person", {}, title=_("作为联系人告诉过对方")),
)
not_personal(
    {
        "introductions.Introduction": (
            "code", "field", "reasons", "proposed_by", "state", "seeker_answer",
            "provider_answer",
        ),
        "introductions.Step": ("kind", "party", "digest", "reason"),
        "introductions.Disclosure": ("party",),
    },
    why="words from fixed lists, random addresses and keyed digests",
)  # fmt: skip
