"""Where data of persons lie in likely needs."""

from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.personal_data import Place, not_personal, register

register(Place("latent.Answer", "person", {"note": ""}, title=_("对可能的需求的回答")))
not_personal(
    {
        "latent.Inference": ("audience", "model"),
        "latent.LikelyNeed": (
            "audience", "fact", "title", "quote", "targets", "grounds", "shares", "quoted",
        ),
        "latent.Answer": ("fact", "shares", "said", "reason", "title", "text"),
    },
    why="made by the engine from published texts and an enterprise's own facts, or its own words",
)  # fmt: skip
