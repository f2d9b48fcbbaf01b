"""Where data of persons lie in attachments."""

from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.personal_data import Place, not_personal, register

register(Place("attachments.Attachment", "made_by", {}, title=_("上传过的材料")))
not_personal(
    {
        "attachments.Attachment": ("name", "kind", "sha256"),
        "attachments.Content": ("purpose", "algorithm", "key_id", "wrapped_key", "content"),
    },
    why="what an organisation hands in; who did stays as a number",
)
