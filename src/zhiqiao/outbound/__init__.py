"""Requests to other servers, safe against being turned on our own network.

An address given by a person (a webhook, a sign-in provider) may name this machine, the network
behind it or a cloud's metadata service, directly or through DNS that changes its answer. `fetch`
reads the address strictly, resolves its name once, refuses everything that is not public, and
connects to the very address that was checked.
"""

from zhiqiao.outbound.errors import OutboundError
from zhiqiao.outbound.fetching import Answer, fetch
from zhiqiao.outbound.rules import Rules
from zhiqiao.outbound.targets import Target, read_target

__all__ = ["Answer", "OutboundError", "Rules", "Target", "fetch", "read_target"]
