"""What each finding means and what to do, in Chinese and English."""

from zhiqiao.web.audit.findings import Finding, Tampering

_RESTORE = (
    "从最近的完好备份里取出这几行对照，查清是谁在数据库里改的。",
    "Compare with these rows in the latest sound backup, and find out who wrote to the database.",
)
WORDING: dict[Tampering, tuple[tuple[str, str], tuple[str, str]]] = {
    Tampering.EDITED: (("第 {first} 行的内容被改过", "row {first} was edited"), _RESTORE),
    Tampering.DELETED: (
        ("第 {first}–{last} 行被删除", "rows {first}–{last} were deleted"),
        _RESTORE,
    ),
    Tampering.INSERTED: (
        ("第 {first}–{last} 行是后来插入的", "rows {first}–{last} were put in afterwards"),
        _RESTORE,
    ),
    Tampering.SWAPPED: (
        ("第 {first} 行和第 {last} 行被对调", "rows {first} and {last} were swapped"),
        _RESTORE,
    ),
    Tampering.TAIL_CUT: (
        ("末尾的第 {first}–{last} 行不见了", "the last rows, {first}–{last}, are gone"),
        (
            "如果刚恢复过较早的备份，这是预料之中的，请把那份备份里的 audit 文件夹一起恢复；否则从最近的备份找回这些行。",
            "If an older backup was just restored this is expected: restore its audit folder too. Otherwise recover these rows from the latest backup.",
        ),
    ),
    Tampering.TAIL_REPLACED: (
        (
            "第 {first} 行起的末尾被删去，又写上了别的行（到第 {last} 行已可确定）",
            "the tail from row {first} on was cut and other rows were written in its place (certain up to row {last})",
        ),
        _RESTORE,
    ),
    Tampering.RECOMPUTED: (
        (
            "第 {first}–{last} 行之间有改动，校验码也用密钥重算过：密钥已经泄露",
            "a row within {first}–{last} was changed and bound anew with the key: the key has leaked",
        ),
        (
            "更换密钥文件夹的访问权限，从最近的完好备份恢复数据库和密钥以外的部分，并按密钥泄露处理。",
            "Lock the folder of keys, restore the database from the latest sound backup, and treat the key as leaked.",
        ),
    ),
    Tampering.CHECKPOINT_FORGED: (
        (
            "检查点文件第 {first} 行的签名不对",
            "the signature in line {first} of the checkpoints is wrong",
        ),
        (
            "用另外保存的检查点副本对照 audit/checkpoints.jsonl。",
            "Compare audit/checkpoints.jsonl with the copy kept elsewhere.",
        ),
    ),
    Tampering.CHECKPOINT_LOST: (
        (
            "检查点文件第 {first} 行处少了检查点",
            "a checkpoint is missing at line {first} of the checkpoints",
        ),
        (
            "用另外保存的检查点副本补回 audit/checkpoints.jsonl。",
            "Put audit/checkpoints.jsonl back from the copy kept elsewhere.",
        ),
    ),
    Tampering.KEY_DIFFERS: (
        (
            "现在的密钥不是写这些记录时用的那个，无法核对",
            "the key is not the one that these rows were written with; they cannot be verified",
        ),
        (
            "从备份把 audit-key 放回密钥文件夹，再核对一次。",
            "Put audit-key back into the folder of keys from a backup, then verify again.",
        ),
    ),
}


def told(finding: Finding, *, is_chinese: bool) -> tuple[str, str]:
    """What was found and what to do."""
    what, remedy = (pair[0 if is_chinese else 1] for pair in WORDING[finding.kind])
    return what.format(first=finding.first, last=finding.last), remedy
