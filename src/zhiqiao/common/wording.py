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
    ErrorCode.WORKBOOK_UNSAFE: (
        "表格文件 {path} 的内部结构不安全（{why}），没有打开。请把数据复制到新建的表格里再试。",
        "The workbook {path} is built unsafely ({why}) and was not opened. Copy its data to a new one.",
    ),
    ErrorCode.WORKBOOK_TOO_LARGE: (
        "表格文件 {path} 展开后太大（{found}，上限 {limit}）。请另存为 CSV 或拆成几个文件。",
        "The workbook {path} is too large inside ({found}, limit {limit}). Save as CSV or split it.",
    ),
    ErrorCode.ENCODING_UNKNOWN: (
        "认不出文件 {path} 的字符编码。请另存为 UTF-8 再试。",
        "The character encoding of {path} is not known. Save it as UTF-8 and try again.",
    ),
    ErrorCode.ENCODING_BROKEN: (
        "文件 {path} 是 UTF-8 编码，但第 {byte} 字节处已损坏。请从原系统重新导出。",
        "File {path} is UTF-8 but broken at byte {byte}. Export it again from where it came.",
    ),
    ErrorCode.COLUMN_MISSING: (
        "文件 {path} 缺少列「{column}」（可用表头：{accepted}）。现有表头：{found}。",
        "File {path} lacks the column “{column}” (accepted headers: {accepted}). Found: {found}.",
    ),
    ErrorCode.COLUMN_TWICE: (
        "文件 {path} 有两列都表示「{column}」：{found}。请删掉一列。",
        "File {path} has two columns for “{column}”: {found}. Remove one.",
    ),
    ErrorCode.COLUMNS_TOO_MANY: (
        "文件 {path} 有 {found} 列，超过上限 {limit} 列。请删掉用不到的列。",
        "File {path} has {found} columns, over the limit of {limit}. Remove those that are not needed.",
    ),
    ErrorCode.ROWS_TOO_MANY: (
        "文件 {path} 超过 {limit} 行。请拆成几个文件。",
        "File {path} has more than {limit} rows. Split it into several files.",
    ),
    ErrorCode.ROWS_BAD: (
        "文件 {path} 有 {count} 处错误（第 {rows} 行），未写入任何数据。改好后整个文件重新导入即可。",
        "File {path} has {count} errors (rows {rows}); nothing was written. Mend them and import it again.",
    ),
    ErrorCode.OUTPUT_KIND_UNKNOWN: (
        "不认识输出格式 {path}。请用 .xlsx、.csv 或 .jsonl 结尾。",
        "The output format of {path} is not known. End it in .xlsx, .csv or .jsonl.",
    ),
    ErrorCode.OUTPUT_UNWRITABLE: (
        "写不了文件 {path}（{why}）。请检查文件夹是否存在、是否有写权限，或该文件是否正被打开。",
        "File {path} cannot be written ({why}). Check that its folder exists and is writable.",
    ),
    ErrorCode.OUTPUT_CELL_TOO_LONG: (
        "有一格内容长 {length} 字，XLSX 每格最多 {limit} 字，{path} 没有写出。请改用 .csv 或 .jsonl。",
        "A cell holds {length} characters, XLSX allows {limit}; {path} was not written. Use .csv or .jsonl.",
    ),
    ErrorCode.RULES_BAD: (
        "规则有 {count} 处错误（首处在 {path}），没有使用。逐条如下。",
        "The rules have {count} errors (the first in {path}) and were not used. They follow.",
    ),
    ErrorCode.FACTS_BAD: (
        "{path} 里的企业数据有 {count} 处错误，没有判定。逐条如下。",
        "The facts in {path} have {count} errors; nothing was judged. They follow.",
    ),
    ErrorCode.RULES_FOLDER_BAD: (
        "{path} 不是规则文件夹：里面要有 facts.yaml 和各事项的 programme.yaml，{missing} 不存在。用 --dir 指定文件夹。",
        "{path} is no folder of rules: it needs facts.yaml and a programme.yaml per programme; {missing} does not exist. Name the folder with --dir.",
    ),
    ErrorCode.RULES_FILE_TAKEN: (
        "{path} 已经存在，没有改动。请换一个编号，或直接修改那个文件。",
        "{path} exists already and was not changed. Use another id, or edit that file.",
    ),
    ErrorCode.PROGRAMME_UNKNOWN: (
        "规则里没有编号为 {id} 的事项。相近的有：{like}。",
        "The rules have no programme with the id {id}. Similar: {like}.",
    ),
    ErrorCode.FACTS_KIND_UNKNOWN: (
        "不认识企业数据文件 {path} 的格式。这里可用：{known}。",
        "The format of the facts in {path} is not known. Use one of {known} here.",
    ),
    ErrorCode.FACTS_NOT_JSON: (
        "文件 {path} 不是完好的 JSON：第 {line} 行第 {column} 个字处读不下去（{why}）。请改正后再试。",
        "File {path} is not sound JSON: reading stops at line {line}, column {column} ({why}). Mend it and try again.",
    ),
    ErrorCode.HEADER_MISSING: (
        "文件 {path} 的第 {column} 列没有表头。请写上事实的名字，或删掉这一列。",
        "Column {column} of {path} has no header. Write the name of the fact, or remove the column.",
    ),
    ErrorCode.SWEEP_KIND_UNKNOWN: (
        "不认识输出格式 {path}。请用 .parquet、.xlsx 或 .csv 结尾。",
        "The output format of {path} is not known. End it in .parquet, .xlsx or .csv.",
    ),
    ErrorCode.SWEEP_TOO_LONG: (
        "结果有 {rows} 行，XLSX 最多 {limit} 行，{path} 没有写出。请改写到 .parquet 文件，或用 --only 只留需要的结论。",
        "The result has {rows} rows, XLSX allows {limit}; {path} was not written. Write a .parquet file, or keep fewer verdicts with --only.",
    ),
    ErrorCode.IMPORT_KIND_UNKNOWN: (
        "不认识规则文件 {path} 的格式。决策表请用 .xlsx，布尔规则请用 .json。",
        "The format of the rules in {path} is not known. Use .xlsx for decision tables, .json for boolean rules.",
    ),
    ErrorCode.IMPORT_NOT_JSON: (
        "文件 {path} 不是完好的 JSON：第 {line} 行第 {column} 个字处读不下去（{why}）。什么也没有写入。",
        "File {path} is not sound JSON: reading stops at line {line}, column {column} ({why}). Nothing was written.",
    ),
    ErrorCode.IMPORT_BAD: (
        "规则文件 {path} 有 {count} 处问题（首处在 {where}），什么也没有写入。改好后整个文件重新导入即可。",
        "The rules in {path} have {count} problems (the first at {where}); nothing was written. Mend them and import the file again.",
    ),
    ErrorCode.IMPORT_FOLDER_TAKEN: (
        "文件夹 {path} 里已有东西（{name}），没有导入，什么也没有改动。请换一个新的或空的文件夹。",
        "The folder {path} already holds something ({name}); nothing was imported or changed. Use a new or empty one.",
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
    ErrorCode.INDEX_BUSY: (
        "索引 {path} 正被另一个进程写入。请稍后再试。",
        "The index {path} is being written by another process. Try again shortly.",
    ),
    ErrorCode.INDEX_CHANGED: (
        "索引 {path} 在匹配时被另一个命令改成了别的内容，没有给出结果。请各用各的文件夹，或等那个命令结束再运行。",
        "Another command changed the index {path} meanwhile; no result is given. Use a folder each, or run again later.",
    ),
    ErrorCode.INDEX_FOLDER_TAKEN: (
        "文件夹 {path} 里有别的文件（{name}），不能用来放索引；什么也没有改动。请换一个新的或空的文件夹。",
        "The folder {path} holds other files ({name}) and takes no index; nothing was changed. Use a new or empty one.",
    ),
    ErrorCode.INDEX_UNUSABLE: (
        "索引文件夹 {path} 不能用（{why}）。请检查它是不是文件夹、有没有读写权限、磁盘满没满。",
        "The index folder {path} cannot be used ({why}). Check that it is a folder, writable, and the disk not full.",
    ),
    ErrorCode.ADDRESS_BUSY: (
        "端口 {port} 已被占用，可能智桥已经在运行（http://{host}:{port}）。换一个端口：zhiqiao serve --port {free}",
        "Port {port} is in use; perhaps Zhiqiao already runs at http://{host}:{port}. Use another: zhiqiao serve --port {free}",
    ),
    ErrorCode.ADDRESS_UNUSABLE: (
        "不能在 {host}:{port} 上监听（{why}）。请换一个地址或端口（1024 以上）。",
        "Cannot listen on {host}:{port} ({why}). Choose another address, or a port above 1024.",
    ),
    ErrorCode.SERVER_STOPPED: (
        "网站进程没有起来或中途停止了（{why}）。原因在上面的日志里。",
        "The site did not start, or stopped ({why}). The log above says why.",
    ),
}


def describe(error: ZhiqiaoError, language: Language = "zh") -> str:
    """The error as a sentence for people, in the given language.

    >>> describe(ZhiqiaoError(ErrorCode.FILE_MISSING, path="a.csv"), "en")
    'File a.csv not found. Check the path and the name.'
    """
    chinese, english = WORDING[error.code]
    return (chinese if language == "zh" else english).format(**error.data)
