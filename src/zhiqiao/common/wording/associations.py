"""Chinese and English text of errors around associations."""

from zhiqiao.common.errors import ErrorCode

ASSOCIATION_WORDING: dict[ErrorCode, tuple[str, str]] = {
    ErrorCode.GRAPH_UNREADABLE: (
        "概念图文件 {path} 读不出来（{why}）。请用 zhiqiao match associate --save 重新生成。",
        "The concept graph {path} cannot be read ({why}). "
        "Build it again: zhiqiao match associate --save.",
    ),
    ErrorCode.DOCUMENTS_DIFFER: (
        "语料里有两篇的编号都是 {id}，文字却不同。请改掉其中一个编号，"
        "或只给其中一份文件（评测时成果总在语料里）。",
        "Two texts of the corpus have the id {id} but different words. Change one of the ids, "
        "or give one of the files only (when measuring, offers are always part of the corpus).",
    ),
}
