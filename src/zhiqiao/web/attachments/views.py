"""Handing files back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.attachments.kinds import CONTENT_TYPES, AttachmentKind
from zhiqiao.web.attachments.models import Attachment
from zhiqiao.web.attachments.queries import content_of


@requires(Permission.ACCOUNT)
def attachment(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """The file, always to be saved: no browser opens it within the site."""
    found = get_object_or_404(Attachment.objects.visible_to(request.user), pk=attachment_id)
    answer = HttpResponse(content_of(found), content_type=CONTENT_TYPES[AttachmentKind(found.kind)])
    disposition = content_disposition_header(as_attachment=True, filename=found.name)
    answer["Content-Disposition"] = disposition or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer
