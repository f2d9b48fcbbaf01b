"""What each permission that a token may hold means, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission

PERMISSION_WORDS: dict[Permission, Promise] = {
    Permission.NEED_WRITE: _("写需求：新建、修改、发布、撤回"),
    Permission.OFFER_WRITE: _("写成果：新建、修改、发布、撤回"),
    Permission.LISTING_ALL: _("把以上扩大到所有机构的需求和成果"),
    Permission.MATCH_READ: _("读匹配结果"),
    Permission.MATCH_RUN: _("发起匹配"),
    Permission.REVIEW_WRITE: _("给推荐评级"),
    Permission.ORGANISATION_READ: _("读本机构和本人信息"),
    Permission.PROFILE_READ: _("读企业画像"),
    Permission.PROFILE_WRITE: _("改企业画像"),
    Permission.PROFILE_ALL: _("读所有机构的画像"),
    Permission.ASSESS: _("测算本机构可申报的政策事项"),
    Permission.ASSESS_ALL: _("测算所有机构可申报的政策事项"),
}
