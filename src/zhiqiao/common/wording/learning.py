"""Chinese and English text of errors around which ranking model serves."""

from zhiqiao.common.errors import ErrorCode

LEARNING_WORDING: dict[ErrorCode, tuple[str, str]] = {
    ErrorCode.RANKING_REASON_MISSING: (
        "请写一句为什么换上这个模型，以后的人看得到。",
        "Say in a sentence why this model should serve; later people will read it.",
    ),
    ErrorCode.RANKING_SHADOW_TOO_SHORT: (
        "影子模型只排过 {found} 条需求，至少要 {required} 条才能换上。"
        "运行 zhiqiao match model shadow，或等新的匹配。",
        "The shadow has ranked {found} needs; it takes {required} before it may serve. "
        "Run zhiqiao match model shadow, or wait for new runs.",
    ),
    ErrorCode.RANKING_COMPARISON_STALE: (
        "影子模型 {name} 上次比较之后，留出的评分或现役模型变了。先重新比较，再决定是否换上。",
        "Grades held back, or the serving model, have changed since {name} was compared. "
        "Compare again, then decide.",
    ),
    ErrorCode.RANKING_NOT_BETTER: (
        "影子模型 {name} 在留出的 {needs} 条需求上没有明确好过 {against}，"
        "所以不能换上。再评一些，或留着现役模型。",
        "On {needs} needs held back {name} is not surely better than {against}, so it may not "
        "serve. Grade some more, or keep the serving model.",
    ),
    ErrorCode.RANKING_NO_SHADOW: (
        "没有可换上的影子模型，或刚才已有人换过。"
        "先运行 zhiqiao match refit --shadow，或刷新页面看现在是哪一版。",
        "There is no shadow to promote, or somebody has just changed the model. "
        "Run zhiqiao match refit --shadow first, or reload to see which one serves.",
    ),
    ErrorCode.RANKING_CHANGED: (
        "刚才已有人换过模型，现在用的是 {name}，什么也没有改动。请刷新页面再决定。",
        "Somebody has just changed the model: {name} serves now. Nothing was changed; "
        "reload the page and decide again.",
    ),
    ErrorCode.RANKING_NO_FORMER: (
        "模型 {name} 之前没有别的版本，退不回去。",
        "No version served before {name}, so there is none to go back to.",
    ),
    ErrorCode.RANKING_GONE: (
        "模型 {name} 随以前的版本发布，这个版本里没有（现在自带的是 {shipped}）。请重新拟合。",
        "The model {name} came with an earlier release and is not in this one, "
        "which ships {shipped}. Refit instead.",
    ),
}
