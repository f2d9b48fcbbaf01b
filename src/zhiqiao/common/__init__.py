"""What every layer shares. Imports nothing of ours."""

from zhiqiao.common.errors import ErrorCode, ZhiqiaoError
from zhiqiao.common.wording import Language, describe

__all__ = ["ErrorCode", "Language", "ZhiqiaoError", "describe"]
