"""Questions to begin with, on the page before anything was asked."""

from django.utils.translation import gettext_lazy as _

EXAMPLES = (
    _("高企认定奖励多少钱？什么时候截止？"),
    _("科技型中小企业评价要什么条件？"),
    _("专精特新小巨人归哪个部门管？"),
    _("有没有低温固化的成果？"),
)
