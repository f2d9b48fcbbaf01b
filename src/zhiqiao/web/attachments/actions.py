"""Taking files in, handing them over, removing what was never handed in."""

import hashlib
import unicodedata

from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.attachments.kinds import kind_of
from zhiqiao.web.attachments.models import NAME_CHARS_MAX, Attachment, Content
from zhiqiao.web.audit.actions import audit
from zhiqiao.web.vault.sealing import seal

PURPOSE = "attachment"


def attach(
    *, actor: Person | None, organisation: Organisation, name: str, content: bytes
) -> Attachment:
    """Keeps a file, sealed, inside another action.

    Raises:
        RefusedError: it is not of a format that is taken, too large, damaged or unsafe; the
            message says how to mend it.
    """
    shown = plain_name(name)
    attachment = Attachment.objects.create(
        organisation=organisation,
        name=shown,
        kind=kind_of(shown, content),
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        made_by=actor,
    )
    sealed = seal(content, purpose=PURPOSE)
    Content.objects.unscoped().create(
        id=sealed.record,
        attachment=attachment,
        purpose=PURPOSE,
        algorithm=sealed.algorithm,
        key_id=sealed.key_id,
        wrapped_key=sealed.wrapped_key,
        content=sealed.content,
    )
    data = {"kind": str(attachment.kind), "bytes": attachment.size_bytes}
    audit(actor=actor, action="attach", what=attachment, data=data)
    return attachment


def plain_name(name: str) -> str:
    """A file's name as it is kept: no folders, no control or direction characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(each for each in last if not unicodedata.category(each).startswith("C"))
    return kept.strip()[-NAME_CHARS_MAX:] or "-"


def hand_over(*, attachment_ids: list[int], organisation: Organisation, to: Organisation) -> int:
    """Lets the people of a department read these files from now on, inside another action."""
    rows = Attachment.objects.unscoped().filter(pk__in=attachment_ids, organisation=organisation)
    return rows.update(handed_to=to)


def remove(*, actor: Person | None, attachment: Attachment) -> None:
    """Removes a file that nobody was handed, inside another action."""
    audit(actor=actor, action="remove_attachment", what=attachment)
    Content.objects.unscoped().filter(attachment=attachment, attachment__handed_to=None).delete()
    Attachment.objects.unscoped().filter(pk=attachment.pk, handed_to=None).delete()


def move_attachments(*, source: Organisation, target: Organisation, actor: Person | None) -> None:
    """Has the files of a merged organisation, and those handed to it, be the other's.

    Inside another action.
    """
    rows = Attachment.objects.unscoped()
    count = rows.filter(organisation=source).update(organisation=target)
    count += rows.filter(handed_to=source).update(handed_to=target)
    if count:
        data = {"count": count, "source": source.pk}
        audit(actor=actor, action="move_attachments", what=target, data=data)
