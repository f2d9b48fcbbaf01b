"""Chinese and English text of errors around the bank: its files, what is sent, the links."""

from zhiqiao.common.errors import ErrorCode

BANK_WORDING: dict[ErrorCode, tuple[str, str]] = {
    ErrorCode.BANK_FILE_TRUNCATED: (
        "银行文件不完整，在第 {line} 行中断，一笔也没有采用。请让银行重发；重发的完整文件会照常处理。",
        "The bank file ends in the middle, at line {line}; nothing of it was used. Ask the bank to send it again; the whole file will be taken as usual.",
    ),
    ErrorCode.BANK_FILE_BROKEN: (
        "银行文件第 {line} 行第 {column} 列不是合法的 XML，一笔也没有采用。请让银行检查并重发。",
        "The bank file is no XML at line {line}, column {column}; nothing of it was used. Ask the bank to check and send it again.",
    ),
    ErrorCode.BANK_FILE_WITH_DOCTYPE: (
        "银行文件里有 DOCTYPE 或实体声明，可能有危险，没有打开。请让银行发不带声明的 ISO 20022 文件。",
        "The bank file declares a DOCTYPE or entities, which may be harmful; it was not opened. Ask the bank for a plain ISO 20022 file.",
    ),
    ErrorCode.BANK_FILE_NOT_UTF8: (
        "银行文件不是 UTF-8 编码（第 {byte} 个字节起），没有采用。请让银行用 UTF-8 重发。",
        "The bank file is not UTF-8 (from byte {byte} on) and was not used. Ask the bank to send it in UTF-8.",
    ),
    ErrorCode.BANK_FILE_TOO_LARGE: (
        "银行文件有 {size_mib} MiB，超过上限 {limit_mib} MiB，没有打开。请让银行分成几个文件发。",
        "The bank file is {size_mib} MiB, over the limit of {limit_mib} MiB; it was not opened. Ask the bank to send it in parts.",
    ),
    ErrorCode.BANK_FILE_TOO_DEEP: (
        "银行文件第 {line} 行嵌套超过 {limit} 层，正常的文件不会这样，没有采用。请和银行核实来源。",
        "At line {line} the bank file nests deeper than {limit} levels, as no honest file does; it was not used. Check with the bank where it came from.",
    ),
    ErrorCode.BANK_FILE_UNKNOWN_KIND: (
        "不认识这个银行文件（{kind}）。能读 pain.001、pain.002、camt.053 和 camt.054。请检查是不是放错了文件。",
        "This bank file is not known ({kind}). pain.001, pain.002, camt.053 and camt.054 can be read. Check that it is the right file.",
    ),
    ErrorCode.BANK_FILE_WRONG_CURRENCY: (
        "银行文件第 {line} 行的币种是 {found}，应为 {expected}，一笔也没有采用。请核对是不是别的账户的文件。",
        "At line {line} the bank file is in {found}, expected {expected}; nothing of it was used. Check that it is not of another account.",
    ),
    ErrorCode.BANK_FILE_BAD_AMOUNT: (
        "银行文件第 {line} 行的金额“{found}”不对：应是大于零、最多两位小数、不大于十万亿元的数字。一笔也没有采用，请让银行更正。",
        "At line {line} the amount “{found}” is wrong: expected a number above zero with at most two decimals, of ten trillion yuan at most. Nothing was used; ask the bank to correct it.",
    ),
    ErrorCode.BANK_FILE_BAD_VALUE: (
        "银行文件第 {line} 行的 {element} 是“{found}”，这个值不认识。一笔也没有采用，请让银行更正。",
        "At line {line} {element} is “{found}”, which is not known. Nothing was used; ask the bank to correct it.",
    ),
    ErrorCode.BANK_FILE_MISSING: (
        "银行文件第 {line} 行缺少 {element}，一笔也没有采用。请让银行补全并重发。",
        "At line {line} the bank file lacks {element}; nothing of it was used. Ask the bank to complete and send it again.",
    ),
    ErrorCode.BANK_FILE_SUM_DIFFERS: (
        "银行文件第 {line} 行的 {element} 对不上：写的是 {told}，按明细算是 {counted}。一笔也没有采用，请让银行更正并重发。",
        "At line {line} {element} of the bank file does not agree: it says {told}, its lines make {counted}. Nothing was used; ask the bank to correct and send it again.",
    ),
    ErrorCode.BANK_ACCOUNT_NOT_OURS: (
        "文件是账户 {account} 的，不是本部门登记的付款账户，一笔也没有采用。请核对是不是放错了文件；是新开的账户，请先登记。",
        "The file is of the account {account}, which is not the registered account of this department; nothing of it was used. Check the file, or register the account first.",
    ),
    ErrorCode.BANK_ACCOUNTS_SEVERAL: (
        "文件里有 {count} 个账户的对账单，一笔也没有采用。请让银行按账户分开发。",
        "The file holds statements of {count} accounts; nothing of it was used. Ask the bank for one file for each account.",
    ),
    ErrorCode.BANK_STATEMENT_CHANGED: (
        "对账单 {statement} 以前已经按另一个内容记过账，这次的余额或明细不一样，一笔也没有采用。请和银行核实：是更正就请它换一个对账单编号重发。",
        "The statement {statement} was booked before with other content; now its balances or lines differ, and nothing of it was used. Ask the bank; if it corrects something, it has to send it under a new statement id.",
    ),
    ErrorCode.BANK_FILE_UNBOOKABLE: (
        "文件里有账上记不下的数（太大或太长），一笔也没有采用。请让银行更正并重发。",
        "The file has numbers that the books cannot hold (too large or too long); nothing of it was used. Ask the bank to correct and send it again.",
    ),
    ErrorCode.BANK_MESSAGE_UNKNOWN: (
        "回执说的付款文件 {message_id} 不是从这里发出的，一笔也没有采用。请核对是不是放错了文件。",
        "The report is about the payment file {message_id}, which was not sent from here; nothing of it was used. Check that it is the right file.",
    ),
    ErrorCode.BANK_LINK_NONE: (
        "还没有设置到银行的通道（ZHIQIAO_BANK）。设置后再取；也可以用 zhiqiao bank import FILE 或在“银行文件”页上传。",
        "No link to the bank is set (ZHIQIAO_BANK). Set it, or bring files by zhiqiao bank import FILE or on the page of bank files.",
    ),
    ErrorCode.AMOUNT_TOO_SMALL: (
        "{amount} 元分给 {payees} 家企业，每家不到一分钱。请用 --amount 写大一些的金额。",
        "{amount} yuan for {payees} enterprises is less than a fen each. Give a larger --amount.",
    ),
    ErrorCode.BANK_SIMULATED_NOT_HERE: (
        "这里已经设了银行（ZHIQIAO_BANK），或有真实部门的付款账户，没有启动模拟银行：它会把没付的钱说成已付。请去掉 --simulated-bank。",
        "This site has a bank (ZHIQIAO_BANK), or the account of a real department; the simulated bank was not started, since it would call paid what is not. Leave out --simulated-bank.",
    ),
    ErrorCode.REHEARSAL_NOT_HERE: (
        "这个数据库里已有别的数据，没有在里面排练，什么都没有改。请去掉环境变量 {names}（改用临时的 SQLite），或指向一个空数据库。",
        "This database holds other data; nothing was rehearsed in it and nothing changed. Unset {names} to use a temporary SQLite, or name an empty database.",
    ),
    ErrorCode.BANK_PAYMENTS_NONE: (
        "付款文件 {message_id} 里没有付款，没有生成。请至少放入一笔。",
        "The payment file {message_id} holds no payment and was not written. Put in at least one.",
    ),
    ErrorCode.BANK_ID_TWICE: (
        "付款文件里有两笔都叫 {end_to_end_id}，没有生成。每笔付款要有自己的编号。",
        "Two payments of the file are both called {end_to_end_id}; it was not written. Each payment needs its own id.",
    ),
    ErrorCode.BANK_TEXT_ILLEGAL: (
        "付款 {where} 的 {element} 里有不能写进银行文件的字符（第 {position} 个，{character}）。请改掉它。",
        "{element} of the payment {where} holds a character that no bank file may hold (number {position}, {character}). Mend it.",
    ),
    ErrorCode.BANK_TEXT_LENGTH: (
        "付款 {where} 的 {element} 有 {found} 个字，银行文件要求 1 到 {limit} 个。请改短或补上。",
        "{element} of the payment {where} has {found} characters; a bank file takes 1 to {limit}. Shorten it or fill it in.",
    ),
    ErrorCode.BANK_CODE_BAD: (
        "付款 {where} 的开户行行号“{found}”不对：联行号是 12 位数字。请向收款方核对。",
        "The bank code “{found}” of the payment {where} is wrong: a CNAPS code has 12 digits. Check it with the payee.",
    ),
    ErrorCode.BANK_AMOUNT_BAD: (
        "付款 {where} 的金额是 {found} 分，银行文件只收大于零、不超过 18 位数字的金额。请检查。",
        "The payment {where} is of {found} fen; a bank file takes amounts above zero of at most 18 digits. Check it.",
    ),
    ErrorCode.BANK_NAME_BAD: (
        "银行文件名“{name}”不能用：只收字母、数字和 . - _，不以点开头，最多 100 个字符。请换一个。",
        "The name “{name}” cannot be used for a bank file: letters, digits and . - _ only, no dot in front, at most 100. Use another.",
    ),
    ErrorCode.BANK_NAME_TAKEN: (
        "银行文件夹里已经有内容不同的 {name}，没有覆盖。同一个编号只能对应同一份文件，请查明哪一份是对的。",
        "The bank's folder holds another file {name}; it was not overwritten. One id stands for one file: find out which is right.",
    ),
    ErrorCode.BANK_KEY_BAD: (
        "银行签名密钥读不出来：要求 PEM 格式、没有口令的 Ed25519 密钥。请检查文件。",
        "The key for signing bank files cannot be read: an Ed25519 key in PEM without a password is expected. Check the file.",
    ),
    ErrorCode.BANK_SIGNATURE_MISSING: (
        "银行文件 {name} 没有签名，没有采用。请让银行连同签名一起重发。",
        "The bank file {name} is not signed and was not used. Ask the bank to send it with its signature.",
    ),
    ErrorCode.BANK_SIGNATURE_WRONG: (
        "银行文件 {name} 的签名不对，内容可能被改过，没有采用。请立即和银行核实。",
        "The signature of the bank file {name} is wrong: it may have been changed and was not used. Check with the bank at once.",
    ),
    ErrorCode.BANK_TIMEOUT: (
        "文件 {name} 已发往银行，但没有等到回答（{why}）：可能收到了，也可能没有。系统会先查询再决定，请不要另行付款。",
        "The file {name} was sent but the bank did not answer ({why}): it may have it or not. Zhiqiao asks before it does anything; do not pay by another way.",
    ),
    ErrorCode.BANK_UNREACHABLE: (
        "连不上银行（{why}），文件 {name} 没有发出。恢复后会自动再发。",
        "The bank cannot be reached ({why}); the file {name} was not sent. It will be sent again by itself.",
    ),
    ErrorCode.BANK_REFUSED: (
        "银行拒收文件 {name}（{status}：{detail}）。请按银行的说明改正。",
        "The bank refused the file {name} ({status}: {detail}). Mend what the bank names.",
    ),
    ErrorCode.BANK_FAULTS_UNKNOWN: (
        "没有名为 {name} 的故障方案。可选：{known}。",
        "There is no set of faults named {name}. Choose from: {known}.",
    ),
}
