"""Where data of persons lie in saved searches."""

from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.personal_data import Place, register

register(
    Place(
        "searches.SavedSearch",
        "person",
        columns=("of", "name", "query", "frequency", "seen", "told"),
        title=_("保存的搜索"),
    )
)
