"""Chinese and English text of errors around latent needs."""

from zhiqiao.common.errors import ErrorCode

LATENT_WORDING: dict[ErrorCode, tuple[str, str]] = {
    ErrorCode.ASSIGNEES_TOO_FEW: (
        "评测至少要 {required} 家企业各有至少 {patents} 件专利，这里有 {found} 家。"
        "请给更多专利，并检查专利权人一列。",
        "Measuring takes {required} enterprises with at least {patents} patents each; here are "
        "{found}. Give more patents, and check the column of assignees.",
    ),
    ErrorCode.RIVALS_NONE: (
        "只有一家企业的专利，藏起一件总是找得到，评测没有意义。请加上别家的专利。",
        "All patents are one enterprise's: a hidden one is always found, which measures nothing. "
        "Add patents of others.",
    ),
    ErrorCode.PATENTS_TOO_MANY: (
        "这里有 {found} 件专利；评测把专利两两比较，最多 {limit} 件。请抽出一部分企业再评测。",
        "Here are {found} patents; measuring compares all with all, at most {limit}. "
        "Measure on some of the enterprises.",
    ),
    ErrorCode.ASSIGNEE_UNKNOWN: (
        "文件 {path} 里没有专利权人「{name}」。请照文件里的写法填写全称。",
        "{path} has no assignee “{name}”. Write the full name as the file has it.",
    ),
}
