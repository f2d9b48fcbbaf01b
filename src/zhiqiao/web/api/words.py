"""Sentences about fields that several operations use."""

from django.utils.translation import gettext_lazy as _

NOT_NULL = _("不能为 null；要清空请写空文字。")
NOT_ONES_OWN = _("您只能为自己的机构填写，请去掉它。")
ORGANISATION_MISSING = _("请写机构全称。")
