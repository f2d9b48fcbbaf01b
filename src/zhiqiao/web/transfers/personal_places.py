"""Where data of persons lie in projects."""

from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.personal_data import Place, not_personal, register

register(
    Place("transfers.Transfer", "owner", {}, title=_("负责的项目")),
    Place("transfers.TransferEvent", "person", {"text": ""}, title=_("项目里的记录")),
)
not_personal(
    {
        "transfers.Transfer": (
            "need_title", "offer_title", "field", "stage", "next_action", "contract_kind", "end",
        ),
        "transfers.TransferEvent": ("kind", "data", "visibility"),
    },
    why="says what two organisations do; people stand in it as numbers",
)  # fmt: skip
