"""Where data of persons lie in the tables of take-up."""

from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.personal_data import Place, not_personal, register

register(Place("take_up.Reminder", "person", {}, title=_("发出的申报提醒")))
not_personal({"take_up.Reminder": ["programme_id"]}, why="the id of a programme")
