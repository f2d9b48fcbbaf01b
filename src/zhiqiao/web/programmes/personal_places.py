"""Where data of persons lie in feeds."""

from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.personal_data import Place, not_personal, register

register(Place("programmes.CalendarFeed", "person", secret=("digest",), title=_("日历订阅地址")))
not_personal({"programmes.CalendarFeed": ("language",)}, why="one of our own code words")
