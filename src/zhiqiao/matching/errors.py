"""What matching refuses."""

from zhiqiao.common import ZhiqiaoError


class MatchingError(ZhiqiaoError):
    """A need, an offer, a judgement or a model that cannot be used."""
