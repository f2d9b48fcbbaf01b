"""What associations refuse."""

from zhiqiao.common import ZhiqiaoError


class AssociationError(ZhiqiaoError):
    """Documents or a concept graph that cannot be used."""
