"""A call and a kept answer of the owner's organisation, whose text nobody reads."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.language_model.models import Call, KeptAnswer
from zhiqiao.web.language_model.queries import PURPOSE
from zhiqiao.web.vault.sealing import seal


def add(made: Any) -> None:
    """What the site asked for the owner's organisation."""
    sealed = seal(b"{}", purpose=PURPOSE)
    with every_row_for("building a world"):
        Call.objects.create(
            purpose="judge", model="m", organisation=made.organisation, tokens=1, outcome="shape"
        )
        KeptAnswer.objects.create(
            id=sealed.record,
            purpose=PURPOSE,
            algorithm=sealed.algorithm,
            key_id=sealed.key_id,
            wrapped_key=sealed.wrapped_key,
            content=sealed.content,
            digest=uuid4().hex,
            organisation=made.organisation,
            expires_at=timezone.now() + timedelta(days=1),
        )
