"""Texts of errors about files, records, pages and commands: (Chinese, English)."""

from zhiqiao.common.errors import ErrorCode

GENERAL_WORDING: dict[ErrorCode, tuple[str, str]] = {
    ErrorCode.FILE_MISSING: (
        "找不到文件 {path}。请检查路径和文件名。",
        "File {path} not found. Check the path and the name.",
    ),
    ErrorCode.FILE_EMPTY: (
        "文件 {path} 里没有数据行。第一行应为表头，从第二行起每行一条。",
        "File {path} has no data rows. The first row is the header, then one record a row.",
    ),
    ErrorCode.FILE_KIND_UNKNOWN: (
        "不认识文件 {path} 的格式。请用 .csv、.xlsx、.jsonl 或 .json。",
        "The format of {path} is not known. Use .csv, .xlsx, .jsonl or .json.",
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
    ErrorCode.ENCODING_WRONG: (
        "文件 {path} 不是 {encoding} 编码（第 {byte} 个字节起读不通）。请改选别的编码，或选自动识别。",
        "{path} is not in {encoding} (it stops making sense at byte {byte}). Choose another encoding, or let it be detected.",
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
        "File {path} cannot be used: errors: {count}, rows: {rows}. Nothing was written. Mend it and import it again.",
    ),
    ErrorCode.INTAKE_KIND_UNKNOWN: (
        "没有“{name}”这种内容。可以导入：{known}。",
        "There is no kind “{name}”. These can be imported: {known}.",
    ),
    ErrorCode.INTAKE_NOT_ALLOWED: (
        "{name} 没有导入 {kind} 的权限。请换一个登录名，或先给这个人合适的角色。",
        "{name} may not import {kind}. Name somebody else, or give them a fitting role first.",
    ),
    ErrorCode.INTAKE_CHOICE_BAD: (
        "--set 不能用：{why}。可以设：{known}。",
        "--set cannot be used: {why}. These can be set: {known}.",
    ),
    ErrorCode.INTAKE_STOPPED: (
        "导入停在中途，已写入 {done} 行：{why}在网站的“导入”里打开第 {id} 号文件，可以从停下的地方继续。",
        "The import stopped midway after {done} rows: {why} Open file {id} under Import on the site to go on from there.",
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
    ErrorCode.DATABASE_ADDRESS_BAD: (
        "环境变量 {variable} 没有写 PostgreSQL 的地址。请写成 postgresql://角色:密码@主机/库名；三个角色各有一个地址。",
        "The variable {variable} holds no PostgreSQL address. Write postgresql://role:password@host/database; each of the three roles has its own.",
    ),
    ErrorCode.SEALED_TEXT_DAMAGED: (
        "密封的文本 {record} 打不开：内容、用途或密钥不对，可能被改动过。请从备份恢复它。",
        "The sealed text {record} does not open: its content, purpose or key is wrong, it may have been changed. Restore it from a backup.",
    ),
    ErrorCode.SEALING_KEY_MISSING: (
        "找不到主密钥 {key}。请把它从备份放回密钥文件夹；没有它，用它密封的文本无法读出。",
        "The master key {key} is missing. Put it back into the key folder from a backup; texts sealed with it cannot be read without it.",
    ),
    ErrorCode.SETTING_BAD: (
        "环境变量 {name} 的值「{value}」不对，应为：{expected}。请改正后重新启动；各项说明见 docs/reference/settings.md。",
        "The environment variable {name} is “{value}”, expected: {expected}. Mend it and start again; docs/reference/settings.md explains each.",
    ),
    ErrorCode.DATA_FOLDER_BUSY: (
        "数据文件夹 {path} 正由另一个智桥进程使用（进程号 {pid}）。请先停止它，或用 ZHIQIAO_DATA 指定别的文件夹。",
        "The data folder {path} is in use by another Zhiqiao (process {pid}). Stop that one, or name another folder with ZHIQIAO_DATA.",
    ),
    ErrorCode.SQLITE_UNSAFE: (
        "SQLite 的 {pragma} 是 {found}，要求 {required}，没有启动：断电时会丢失已确认的数据。请改回默认设置，或把数据文件夹放到本机磁盘上。",
        "SQLite runs with {pragma} {found}, {required} is required; not started, because a power cut would lose acknowledged data. Use the default settings and a local disk.",
    ),
    ErrorCode.SCHEMA_NEWER: (
        "数据库比程序新（程序里没有 {migration}），没有启动。请安装更新的版本，或恢复升级之前的备份。",
        "The database is newer than the program (it lacks {migration}); not started. Install the newer version, or restore the backup made before the upgrade.",
    ),
    ErrorCode.SCHEMA_OLDER: (
        "数据库还没有升级到这一版（还差 {count} 步，第一步是 {migration}）。请先运行 zhiqiao upgrade。",
        "The database is not yet at this version ({count} steps to go, the first is {migration}). Run zhiqiao upgrade first.",
    ),
    ErrorCode.DATABASE_UNREACHABLE: (
        "连不上数据库（{why}）。请检查它是否在运行、地址和口令是否正确。",
        "The database cannot be reached ({why}). Check that it runs, and its address and password.",
    ),
    ErrorCode.BACKUP_TARGET_TAKEN: (
        "{path} 已经存在，没有改动。请换一个文件名。",
        "{path} exists already and was not changed. Use another name.",
    ),
    ErrorCode.BACKUP_UNREADABLE: (
        "{path} 不是完整的智桥备份（{why}）。请换一份备份；什么也没有改动。",
        "{path} is no whole backup of Zhiqiao ({why}). Use another backup; nothing was changed.",
    ),
    ErrorCode.BACKUP_NEWER: (
        "备份 {path} 是较新版本（{version}）做的，这个程序恢复不了。请先安装那个版本；什么也没有改动。",
        "The backup {path} was made by a newer version ({version}) that this one cannot restore. Install that version; nothing was changed.",
    ),
    ErrorCode.BACKUP_DAMAGED: (
        "备份 {path} 已损坏：{part} 与清单不符（{why}）。请换一份备份；什么也没有改动。",
        "The backup {path} is damaged: {part} differs from its manifest ({why}). Use another backup; nothing was changed.",
    ),
    ErrorCode.RESTORE_TARGET_TAKEN: (
        "{where} 里已经有数据，没有恢复，什么也没有改动。请恢复到空的数据库和空的数据文件夹。",
        "{where} holds data already; nothing was restored or changed. Restore into an empty database and an empty data folder.",
    ),
    ErrorCode.RESTORE_KEYS_MISSING: (
        "密钥 {name} 不在 {path} 里，或不是做备份时的那一份：没有它就读不了密文、验不了审计。请先把单独保存的密钥文件夹复制过来；什么也没有改动。",
        "The key {name} is not in {path}, or is not the one in use when the backup was made: without it sealed text cannot be read nor the audit verified. Copy the folder of keys there first; nothing was changed.",
    ),
    ErrorCode.RESTORE_REFUSED: (
        "数据库不接受表 {table} 第 {row} 行附近的数据（{why}），已全部撤销。请把这一行反馈给我们。",
        "The database refused data of table {table} near row {row} ({why}); everything was undone. Please report it.",
    ),
    ErrorCode.RESTORE_DIFFERS: (
        "恢复后的 {part} 与备份不一致（{why}）。请不要使用这个数据库，把这条信息反馈给我们。",
        "After restoring, {part} differs from the backup ({why}). Do not use this database, and report this.",
    ),
    ErrorCode.OUTBOUND_URL_BAD: (
        "这个地址不能用（{part}）。请写完整的 https:// 地址：域名或标准写法的 IP，不带用户名、空格和 #，端口用允许的。",
        "This address cannot be used ({part}). Give a whole https:// address: a domain name or an IP in its usual form, no user name, blank or #, and an allowed port.",
    ),
    ErrorCode.OUTBOUND_ADDRESS_REFUSED: (
        "{host} 指向的不是公网地址，没有连接。请换一个公网上的地址；确实要用内网接收方，请平台管理员设置 ZHIQIAO_OUTBOUND_NETWORKS。",
        "{host} does not lead to a public address; nothing was sent. Use a public one; for a receiver inside, the operator sets ZHIQIAO_OUTBOUND_NETWORKS.",
    ),
    ErrorCode.OUTBOUND_NAME_UNKNOWN: (
        "找不到主机 {host}。请检查域名是否写对。",
        "The host {host} is not known. Check the name.",
    ),
    ErrorCode.OUTBOUND_TIMEOUT: (
        "{host} 没有在限定时间内答完。请检查对方服务器。",
        "{host} did not answer in time. Check that server.",
    ),
    ErrorCode.OUTBOUND_TOO_LARGE: (
        "{host} 的回答太长，没有读完。请让对方只返回必要的内容。",
        "The answer of {host} is too long and was not read. Have it answer with what is needed only.",
    ),
    ErrorCode.OUTBOUND_FAILED: (
        "和 {host} 的连接失败（{why}）。请检查对方服务器和它的证书。",
        "The connection to {host} failed ({why}). Check that server and its certificate.",
    ),
    ErrorCode.SERVER_REFUSED: (
        "服务器没有照办（{status}）：{detail}",
        "The server refused ({status}): {detail}",
    ),
    ErrorCode.SERVER_UNREACHABLE: (
        "连不上服务器 {server}（{why}）。请检查地址和网络。",
        "The server {server} cannot be reached ({why}). Check the address and the network.",
    ),
    ErrorCode.SERVER_ANSWER_BAD: (
        "{server} 的回答不是智桥的接口（{status}）。请检查 --server 的地址。",
        "The answer of {server} is not that of a Zhiqiao server ({status}). Check --server.",
    ),
    ErrorCode.SERVER_UNENCRYPTED: (
        "{server} 没有加密，令牌会被路上的人看到，没有发送。请用 https:// 地址。",
        "{server} is not encrypted: others on the way would see the token. Nothing was sent. Use https://.",
    ),
    ErrorCode.SERVER_UNNAMED: (
        "没有指定服务器。请写 zhiqiao --server 网址 …，或设置 ZHIQIAO_SERVER，或先运行 zhiqiao login。",
        "No server is named. Write zhiqiao --server URL …, set ZHIQIAO_SERVER, or run zhiqiao login first.",
    ),
    ErrorCode.LISTING_UNKNOWN: (
        "服务器上没有编号为 {id} 的条目，或者您无权查看。",
        "The server has nothing with the code {id} that you may see.",
    ),
    ErrorCode.FACT_UNKNOWN: (
        "没有叫 {name} 的事实。编号和名称见 zhiqiao profile show 和网站的“企业画像”页。",
        "There is no fact {name}. See zhiqiao profile show, or the site's page of the profile, for codes and names.",
    ),
    ErrorCode.PROFILE_NONE: (
        "您在现在的机构没有这样用企业画像的权限，或者令牌没有勾选。看别的机构：zhiqiao profile show --organisation 机构序号。",
        "Your role there has no such access to a profile of your own, or the token lacks it. For others: zhiqiao profile show --organisation N.",
    ),
    ErrorCode.TOKEN_MISSING: (
        "没有 {server} 的令牌。请在网站的“账户 → 接口令牌”新建一个，然后运行 zhiqiao login，或设置 ZHIQIAO_TOKEN。",
        "There is no token for {server}. Make one on the site under “Account → API tokens”, then run zhiqiao login, or set ZHIQIAO_TOKEN.",
    ),
    ErrorCode.AUDIT_BROKEN: (
        "操作记录从第 {number} 行起对不上，没有签检查点。请运行 zhiqiao audit verify 看是哪一种改动、怎么办。",
        "The audit chain does not hold from row {number} on; no checkpoint was signed. Run zhiqiao audit verify to see what was changed and what to do.",
    ),
    ErrorCode.AUDIT_KEY_MISSING: (
        "操作记录的密钥 {path} 不见了，没有写入任何数据。请把它从备份放回原处；不要另造一个，否则以前的记录无法核对。",
        "The key of the audit chain, {path}, is gone; nothing was written. Put it back from a backup; a new one could not check the earlier rows.",
    ),
    ErrorCode.LEDGER_REFUSED: (
        "没有记账：{outcome}（分录 {key}）。账上什么都没有变。",
        "Nothing was posted: {outcome} (entry {key}). The ledger is as it was.",
    ),
    ErrorCode.LEDGER_ACCOUNT_UNKNOWN: (
        "没有代码为 {name} 的账户。用 zhiqiao ledger accounts 查看。",
        "No account has the code {name}. See zhiqiao ledger accounts.",
    ),
    ErrorCode.PERSON_UNKNOWN: (
        "没有登录名为 {name} 的人。用 zhiqiao person list 查看。",
        "Nobody has the sign-in name {name}. See zhiqiao person list.",
    ),
    ErrorCode.PERSON_BAD: (
        "没有添加，请改正：{why}",
        "Not added; please correct: {why}",
    ),
    ErrorCode.PASSWORDS_DIFFER: (
        "两次输入的密码不一样。请再运行一次。",
        "The two passwords differ. Run the command again.",
    ),
    ErrorCode.ORGANISATION_UNKNOWN: (
        "没有名称、编号或代码为 {name} 的机构。",
        "No organisation has the name, number or code {name}.",
    ),
    ErrorCode.ORGANISATION_KIND_UNKNOWN: (
        "没有名为 {name} 的机构类型。可选：{known}。",
        "There is no kind of organisation named {name}. Choose from: {known}.",
    ),
    ErrorCode.CHANGE_REFUSED: (
        "没有改动：{why}",
        "Nothing was changed: {why}",
    ),
    ErrorCode.ERASURE_UNFINISHED: (
        "数据行已删除，但数据库正忙，文件里的旧内容还没有清理。稍后再运行：zhiqiao person erase {name} --yes",
        "The rows are erased, but the database was busy and its files are not clean. Run later: zhiqiao person erase {name} --yes",
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
