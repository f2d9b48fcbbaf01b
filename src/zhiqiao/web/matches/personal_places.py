"""Where data of persons lie in runs, suggestions and grades."""

from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.personal_data import Place, not_personal, register

register(
    Place("matches.Review", "person", {"note": ""}, title=_("评分")),
    Place("matches.MatchRun", "person", {}, title=_("发起的匹配")),
    Place("matches.ServingChange", "person", {"reason": ""}, title=_("换上或退回的模型")),
)
not_personal(
    {
        "matches.RankingModelVersion": ("name", "encoder", "content", "figures"),
        "matches.MatchRun": ("state", "failure", "words_mac", "terms_mac"),
        "matches.Suggestion": ("reasons", "evidence", "similarities"),
        "matches.ServingChange": ("kind",),
        "matches.Review": ("source",),
    },
    why="made by the engine from needs and offers",
)
