"""Reading what files hold."""

from zhiqiao.web.attachments.models import Attachment, Content
from zhiqiao.web.vault.sealing import open_sealed


def content_of(attachment: Attachment) -> bytes:
    """The file as it was handed in; the caller has decided that its reader may.

    Raises:
        ZhiqiaoError: what is stored was changed, or its master key is missing.
    """
    row = Content.objects.unscoped().get(attachment=attachment)
    return open_sealed(row.sealed, purpose=row.purpose)
