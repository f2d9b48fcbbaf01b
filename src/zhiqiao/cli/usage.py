"""Messages about a wrong call, in Chinese too."""

import re

import typer

from zhiqiao.common import Language

CHINESE = (
    (r"Missing option '(.+)'\.", r"缺少选项 \1。"),
    (r"Missing argument '(.+)'\.", r"缺少参数 \1。"),
    (r"Missing command\.", "缺少命令。"),
    (r"No such option: (\S+) \(Possible options: (.+)\)", r"没有选项 \1，是不是 \2？"),
    (r"No such option: (\S+)", r"没有选项 \1。"),
    (r"No such command '(.+)'\. Did you mean '(.+)'\?", r"没有命令 \1，是不是 \2？"),
    (r"No such command '(.+)'\.", r"没有命令 \1。"),
    (r"Got unexpected extra argument.*?\(([^()]+)\)", r"多余的参数：\1。"),
    (r"Option '(.+)' requires an argument\.", r"选项 \1 后面要有值。"),
    (r"Invalid value for '(.+)': (.+)", r"选项 \1 的值不对：\2"),
    (r"Invalid value: (.+)", r"\1"),
)
CHINESE_VALUES = (
    (r"Input should be greater than or equal to (\S+)", r"不能小于 \1。"),
    (r"Input should be less than or equal to (\S+)", r"不能大于 \1。"),
    (r"Input should be a valid integer.*", "应为整数。"),
    (r"(?:Value error, )?'(.*)' is not one of (.+)\.", r"没有“\1”，可选 \2。"),
)


class WrongCallError(typer.BadParameter):
    """A call that cannot be meant, where no value of an option is to blame."""

    def format_message(self) -> str:
        """The message alone."""
        return self.message


def translate_usage(message: str, language: Language) -> str:
    """The message in the language.

    >>> translate_usage("Missing option '--needs'.", "zh")
    '缺少选项 --needs。'
    """
    if language == "en":
        return message.replace("Value error, ", "")
    for pattern, chinese in CHINESE:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return _values(found.expand(chinese))
    return message


def _values(message: str) -> str:
    """The message with what it says about a value in Chinese."""
    for pattern, chinese in CHINESE_VALUES:
        message = re.sub(pattern, chinese, message)
    return message
