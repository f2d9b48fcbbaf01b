"""From a name to addresses that may be connected to: asked once, checked, then kept."""

import queue
import threading
from collections.abc import Sequence
from ipaddress import ip_address

from zhiqiao.common import ErrorCode
from zhiqiao.outbound.addresses import Address, is_public, is_within
from zhiqiao.outbound.errors import OutboundError
from zhiqiao.outbound.rules import Rules
from zhiqiao.outbound.targets import Target


def addresses_of(target: Target, rules: Rules, *, seconds: float) -> Sequence[Address]:
    """The target's addresses, all of them allowed; in the resolver's order.

    One address that is not allowed refuses the name: who controls it mixes them on purpose.

    Raises:
        OutboundError: the name is not known, not in time, or leads where it may not.
    """
    try:
        found = [ip_address(target.host)]
    except ValueError:
        found = [ip_address(text) for text in _resolved(target, rules, seconds=seconds)]
    if not found:
        raise OutboundError(ErrorCode.OUTBOUND_NAME_UNKNOWN, host=target.host)
    for address in found:
        if not _is_allowed(address, target, rules):
            raise OutboundError(ErrorCode.OUTBOUND_ADDRESS_REFUSED, host=target.host)
    return found


def _is_allowed(address: Address, target: Target, rules: Rules) -> bool:
    if is_within(address, rules.networks):
        return True
    usual = {443, *rules.ports} | ({80} if rules.is_http_allowed else set())
    return is_public(address) and target.port in usual


def _resolved(target: Target, rules: Rules, *, seconds: float) -> Sequence[str]:
    """What the resolver says. It has no time limit of its own, so it works beside us."""
    told: queue.SimpleQueue[Sequence[str] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            told.put(rules.resolve(target.host, target.port))
        except (OSError, UnicodeError) as error:
            told.put(error if isinstance(error, OSError) else OSError(str(error)))

    threading.Thread(target=ask, daemon=True, name="zhiqiao-resolve").start()
    try:
        answer = told.get(timeout=seconds)
    except queue.Empty:
        raise OutboundError(ErrorCode.OUTBOUND_TIMEOUT, host=target.host) from None
    if isinstance(answer, OSError):
        raise OutboundError(ErrorCode.OUTBOUND_NAME_UNKNOWN, host=target.host)
    return answer
