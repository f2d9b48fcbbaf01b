"""Who goes onto a new list: everyone who has confirmed, narrowed by words, less those left out."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.http import QueryDict

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.budgets.models import BudgetLine
from zhiqiao.web.grants.models import Entitlement
from zhiqiao.web.payouts.list_actions import payable

WORDS_CHARS_MAX = 60
LEFT_OUT_MAX = 300
"""More are narrowed by words, or taken off the list once it is made."""
BETWEEN = "."
DIGITS_MAX = 18


@dataclass(frozen=True, slots=True)
class Selection:
    """What is chosen on the page, as its address says.

    Attributes:
        words: in the name, at the start of the credit code; "" for everyone.
        left_out: numbers of entitlements that were unticked.
    """

    words: str = ""
    left_out: frozenset[int] = frozenset()

    @classmethod
    def of(cls, sent: QueryDict) -> "Selection":
        """From a form: what was left out before, and what is unticked of the rows it showed."""
        before = _numbers(sent.get("out", "").split(BETWEEN))
        shown, kept = _numbers(sent.getlist("shown")), _numbers(sent.getlist("keep"))
        left_out = sorted((before - shown) | (shown - kept))
        words = sent.get("q", "").strip()[:WORDS_CHARS_MAX]
        return cls(words, frozenset(left_out[:LEFT_OUT_MAX]))

    @property
    def is_everyone(self) -> bool:
        """Whether nobody is left out."""
        return not self.words and not self.left_out

    @property
    def out(self) -> str:
        """What was left out, as the form carries it."""
        return BETWEEN.join(map(str, sorted(self.left_out)))

    @property
    def query(self) -> str:
        """The selection as an address says it."""
        sent = QueryDict(mutable=True)
        sent.update({"q": self.words, "out": self.out})
        return sent.urlencode()

    def found(self, person: Person, line: BudgetLine) -> QuerySet[Entitlement]:
        """Whom the words find, the highest amounts first."""
        rows = Entitlement.objects.visible_to(person).filter(payable(line))
        for word in self.words.split():
            name = Q(organisation__name__icontains=word)
            rows = rows.filter(name | Q(organisation__uscc__istartswith=word))
        return rows.order_by("-amount_fen", "pk")

    def chosen(self, person: Person, line: BudgetLine) -> QuerySet[Entitlement]:
        """Who goes onto the list."""
        return self.found(person, line).exclude(pk__in=self.left_out)


@dataclass(frozen=True, slots=True)
class Chosen:
    """How many the words find, how many of these are chosen, and how much they get together."""

    found: int
    count: int
    total_fen: int


def chosen_of(found: QuerySet[Entitlement], left_out: Iterable[int]) -> Chosen:
    """What a selection comes to; one query."""
    kept = ~Q(pk__in=list(left_out))
    row = found.order_by().aggregate(
        found=Count("pk"), n=Count("pk", filter=kept), fen=Sum("amount_fen", filter=kept)
    )
    return Chosen(row["found"], row["n"], row["fen"] or 0)


def _numbers(texts: Iterable[str]) -> frozenset[int]:
    found = (
        each for each in texts if each.isascii() and each.isdecimal() and len(each) <= DIGITS_MAX
    )
    return frozenset(map(int, found))
