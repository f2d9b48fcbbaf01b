"""Where data of persons lie in tokens and in what programs sent."""

from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.personal_data import Place, not_personal, register

register(
    Place("api.ApiToken", "person", {"name": ""}, secret=("prefix", "digest"), title=_("接口令牌")),
    Place(
        "api.IdempotencyKey",
        "person",
        columns=("caller", "key", "digest", "headers", "body"),
        title=_("接口请求"),
    ),
)
not_personal(
    {
        "api.ApiToken": ("permissions",),
        "api.IdempotencyKey": ("state",),
        "api.Webhook": ("url", "events", "secret", "state", "why_disabled"),
        "api.Delivery": ("message_id", "event", "body", "state", "last_problem"),
    },
    why="code words, or an organisation's address and what it is told of listings",
)
