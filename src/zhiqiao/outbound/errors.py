"""Why a request to another server was not made, or brought no answer."""

from zhiqiao.common import ZhiqiaoError


class OutboundError(ZhiqiaoError):
    """A request that was refused or failed. Its data hold no more of the address than the host."""
