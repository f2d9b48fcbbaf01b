"""Why less is due than a programme pays, in plain words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiqiao.policy.reasons import Reason

WORDS: dict[Reason, str | Promise] = {
    Reason.GAVE_WAY: _("已有另一项可得，这一项按规定让位，不计入合计"),
    Reason.EXCLUDED: _("与另一项不能同时享受，合计里只算金额高的一项"),
    Reason.CAPPED: _("与其他项合计有上限，超出的部分不计入"),
    Reason.CAP_UNKNOWN: _("合计上限还缺数据，暂不计入"),
    Reason.PRORATED: _("预算不足，按比例折算"),
    Reason.OVER_BUDGET: _("预算已满，不计入"),
    Reason.LAST_IN_PART: _("预算将满，只算余下的部分"),
    Reason.RIVAL_OPEN: _("与之互斥的一项金额未定，暂不计入"),
}
