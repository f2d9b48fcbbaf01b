"""Chinese and English text of every error: what was wrong, where, how to mend it."""

from typing import Literal

from zhiqiao.common.errors import ErrorCode, ZhiqiaoError

Language = Literal["zh", "en"]

WORDING: dict[ErrorCode, tuple[str, str]] = {
    ErrorCode.FILE_MISSING: (
        "找不到文件 {path}。请检查路径和文件名。",
        "File {path} not found. Check the path and the name.",
    ),
    ErrorCode.FILE_EMPTY: (
        "文件 {path} 里没有数据行。第一行应为表头，从第二行起每行一条。",
        "File {path} has no data rows. The first row is the header, then one record a row.",
    ),
    ErrorCode.FILE_KIND_UNKNOWN: (
        "不认识文件 {path} 的格式。请用 .csv、.xlsx 或 .jsonl。",
        "The format of {path} is not known. Use .csv, .xlsx or .jsonl.",
    ),
    ErrorCode.FILE_TOO_LARGE: (
        "文件 {path} 有 {size_mib} MiB，超过上限 {limit_mib} MiB。请拆成几个文件再导入。",
        "File {path} is {size_mib} MiB, over the limit of {limit_mib} MiB. Split it and import the parts.",
    ),
    ErrorCode.FILE_UNREADABLE: (
        "文件 {path} 读不出来（{why}）。请用原软件打开并另存一份再试。",
        "File {path} cannot be read ({why}). Open it in its program, save a fresh copy and try again.",
    ),
    ErrorCode.ENCODING_UNKNOWN: (
        "认不出文件 {path} 的字符编码。请另存为 UTF-8 再试。",
        "The character encoding of {path} is not known. Save it as UTF-8 and try again.",
    ),
    ErrorCode.COLUMN_MISSING: (
        "文件 {path} 缺少列「{column}」（可用表头：{accepted}）。现有表头：{found}。",
        "File {path} lacks the column “{column}” (accepted headers: {accepted}). Found: {found}.",
    ),
    ErrorCode.COLUMN_TWICE: (
        "文件 {path} 有两列都表示「{column}」：{found}。请删掉一列。",
        "File {path} has two columns for “{column}”: {found}. Remove one.",
    ),
    ErrorCode.ROWS_BAD: (
        "文件 {path} 有 {count} 行不能用，未写入任何数据：{rows}",
        "File {path} has {count} unusable rows; nothing was written: {rows}",
    ),
    ErrorCode.OUTPUT_KIND_UNKNOWN: (
        "不认识输出格式 {path}。请用 .xlsx、.csv 或 .jsonl 结尾。",
        "The output format of {path} is not known. End it in .xlsx, .csv or .jsonl.",
    ),
    ErrorCode.ID_TWICE: (
        "编号 {id} 在{what}中出现了不止一次。每条的编号必须唯一。",
        "The id {id} occurs more than once among the {what}. Ids must be unique.",
    ),
    ErrorCode.ID_UNKNOWN: (
        "评分引用了不存在的{what}编号 {id}。请检查评分文件与{what}文件是否配套。",
        "A judgement names the {what} {id}, which does not exist. Check that the files belong together.",
    ),
    ErrorCode.JUDGEMENTS_TOO_FEW: (
        "评分太少：有 {found}，至少需要 {required}。请再补充一些评分。",
        "Too few judgements: {found}, at least {required} are required. Add more.",
    ),
    ErrorCode.MODEL_UNREADABLE: (
        "模型 {path} 不能用（{why}）。请用 zhiqiao match fit 重新生成。",
        "The model {path} cannot be used ({why}). Make it again with zhiqiao match fit.",
    ),
    ErrorCode.MODEL_ENCODER_DIFFERS: (
        "模型是用编码器 {model} 拟合的，现在用的是 {encoder}。请改用同一个编码器（--encoder {model}）。",
        "The model was fitted with the encoder {model}, not {encoder}. Use the same one (--encoder {model}).",
    ),
    ErrorCode.TRAINER_MISSING: (
        "拟合模型需要系统库 libgomp（{why}）。Debian：apt-get install libgomp1。",
        "Fitting needs the system library libgomp ({why}). On Debian: apt-get install libgomp1.",
    ),
    ErrorCode.ENCODER_MISSING: (
        "这台机器没有编码器 {name} 的安装包（仅有 Linux x86-64 版）。请用 --encoder static。",
        "The encoder {name} has no package for this machine (Linux x86-64 only). Use --encoder static.",
    ),
    ErrorCode.ENCODER_UNKNOWN: (
        "没有名为 {name} 的编码器。可选：{known}。",
        "There is no encoder named {name}. Choose from: {known}.",
    ),
    ErrorCode.INDEX_CORRUPT: (
        "索引 {path} 已损坏（{why}）。重建命令：zhiqiao match reindex。",
        "The index {path} is corrupt ({why}). Rebuild it with: zhiqiao match reindex.",
    ),
    ErrorCode.INDEX_BUSY: (
        "索引 {path} 正被另一个进程写入。请稍后再试。",
        "The index {path} is being written by another process. Try again shortly.",
    ),
}


def describe(error: ZhiqiaoError, language: Language = "zh") -> str:
    """The error as a sentence for people, in the given language.

    >>> describe(ZhiqiaoError(ErrorCode.FILE_MISSING, path="a.csv"), "en")
    'File a.csv not found. Check the path and the name.'
    """
    chinese, english = WORDING[error.code]
    return (chinese if language == "zh" else english).format(**error.data)
