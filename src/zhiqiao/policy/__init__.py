"""The policy engine: programmes written as Chinese rules, judged clause by clause.

Pure: text and values in, values out. `Rulebook.of` reads, `assess` explains one enterprise, `sweep`
judges a table of them, `settle` applies exclusions, caps and budgets, `what_if` compares.
"""

from zhiqiao.policy.assess import Assessment, assess, assess_all
from zhiqiao.policy.entitling import entitlements
from zhiqiao.policy.errors import PolicyError
from zhiqiao.policy.rulebook import Rulebook
from zhiqiao.policy.settle import Settlement, settle
from zhiqiao.policy.sweep import Sweep, sweep
from zhiqiao.policy.values import Verdict
from zhiqiao.policy.what_if import Difference, what_if

__all__ = [
    "Assessment",
    "Difference",
    "PolicyError",
    "Rulebook",
    "Settlement",
    "Sweep",
    "Verdict",
    "assess",
    "assess_all",
    "entitlements",
    "settle",
    "sweep",
    "what_if",
]
