"""Two runs of one listing beside each other: who came, who went, who moved, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.catalogue.models import Need, Offer, Side, Status, model_of
from zhiqiao.web.matches.models import MatchRun, Review, Suggestion
from zhiqiao.web.matches.queries import Pair, reviews_of
from zhiqiao.web.matches.workbench import suggestions_of


class Change(StrEnum):
    """What became of a candidate from the old run to the new one."""

    NEW = "new"
    DROPPED = "dropped"
    UP = "up"
    DOWN = "down"
    SAME = "same"


WORDS: Mapping[Change, Promise] = {
    Change.NEW: gettext_lazy("新进"),
    Change.DROPPED: gettext_lazy("退出"),
    Change.UP: gettext_lazy("上升"),
    Change.DOWN: gettext_lazy("下降"),
    Change.SAME: gettext_lazy("不变"),
}


@dataclass(frozen=True)
class Row:
    """One candidate in both runs.

    Attributes:
        before, after: its place, score and reasons in the old and in the new run; None: not in it.
        grade_before, grade_after: the newest grade that people had given when each run ended.
        why: what changed about the candidate itself, in words.
    """

    listing: Need | Offer
    before: Suggestion | None
    after: Suggestion | None
    grade_before: int | None
    grade_after: int | None
    why: tuple[str, ...]

    @property
    def change(self) -> Change:
        """What became of it."""
        if self.before is None or self.after is None:
            return Change.NEW if self.before is None else Change.DROPPED
        step = self.before.rank - self.after.rank
        return Change.SAME if step == 0 else Change.UP if step > 0 else Change.DOWN

    @property
    def word(self) -> Promise:
        """The same for people."""
        return WORDS[self.change]

    @property
    def is_graded_anew(self) -> bool:
        """Whether people said something else of it in between."""
        return self.grade_before != self.grade_after


@dataclass(frozen=True)
class Comparison:
    """The rows in the order of the new run, those that went last, and what changed around them."""

    old: MatchRun
    new: MatchRun
    rows: Sequence[Row]
    causes: Sequence[str]

    @property
    def counts(self) -> list[tuple[Promise, int]]:
        """How many candidates met each fate."""
        fates = [row.change for row in self.rows]
        return [(word, fates.count(change)) for change, word in WORDS.items()]

    @property
    def graded_anew(self) -> int:
        """How many people graded in between."""
        return sum(row.is_graded_anew for row in self.rows)


def compare_runs(
    *, actor: Person, listing: Need | Offer, old: MatchRun, new: MatchRun
) -> Comparison:
    """What of the two runs the person may see, compared. The older run counts as the old one."""
    first, second = sorted((old, new), key=lambda run: run.pk)
    before = {_pair(s): s for s in suggestions_of(actor, listing, first)}
    after = {_pair(s): s for s in suggestions_of(actor, listing, second)}
    pairs = [*after, *(pair for pair in before if pair not in after)]
    reviews = reviews_of([*after.values(), *before.values()])
    rows = [
        _row((before.get(pair), after.get(pair)), reviews[pair], (first, second)) for pair in pairs
    ]
    return Comparison(first, second, rows, _causes(listing, first, second))


def _pair(suggestion: Suggestion) -> Pair:
    return suggestion.need_id, suggestion.offer_id


def _row(
    found: tuple[Suggestion | None, Suggestion | None],
    reviews: Iterable[Review],
    runs: tuple[MatchRun, MatchRun],
) -> Row:
    before, after = found
    seen = after or before
    if seen is None:
        raise ValueError("a pair is in one of the runs at least")
    listing: Need | Offer = seen.offer if runs[0].need_id else seen.need
    graded = [_grade_at(reviews, run) for run in runs]
    return Row(listing, before, after, graded[0], graded[1], _why(listing, runs, is_in=after))


def _grade_at(reviews: Iterable[Review], run: MatchRun) -> int | None:
    """The newest grade when the run ended; reviews come newest first."""
    end = run.finished_at
    return next((r.relevance for r in reviews if end is None or r.at <= end), None)


def _why(
    listing: Need | Offer, runs: tuple[MatchRun, MatchRun], *, is_in: Suggestion | None
) -> tuple[str, ...]:
    begin, end = (run.finished_at for run in runs)
    found: list[str] = []
    if begin is None or end is None:
        return ()
    if begin < listing.created_at <= end:
        found.append(_("两次之间新增"))
    elif begin < listing.updated_at <= end:
        found.append(_("两次之间改过"))
    if is_in is None and not listing.is_published:
        found.append(_("现已撤回"))
    return tuple(found)


def _causes(listing: Need | Offer, old: MatchRun, new: MatchRun) -> list[str]:
    """What changed for all candidates alike, in words."""
    found = [*_of_the_model(old, new), *_of_what_it_says(old, new)]
    found += _of_the_others(Side.OFFER if isinstance(listing, Need) else Side.NEED, old, new)
    return found or [_("模型、内容和候选范围都没有变：差别只来自计算中的并列名次。")]


def _of_the_model(old: MatchRun, new: MatchRun) -> list[str]:
    if old.version is None or new.version is None or old.version_id == new.version_id:
        return []
    names = {"old": old.version.name, "new": new.version.name}
    return [_("模型从 %(old)s 换成了 %(new)s。") % names]


def _of_what_it_says(old: MatchRun, new: MatchRun) -> list[str]:
    if not (old.words_mac and new.words_mac):
        return [_("较早的一次没有留下比对用的指纹，当时写了什么无从比较。")]
    found = []
    if old.words_mac != new.words_mac:
        found.append(_("标题或正文改过。"))
    if old.terms_mac != new.terms_mac:
        found.append(_("条件（金额、阶段、方式、期限等）改过。"))
    return found


def _of_the_others(side: Side, old: MatchRun, new: MatchRun) -> list[str]:
    if old.finished_at is None or new.finished_at is None:
        return []
    between = (old.finished_at, new.finished_at)
    added, changed, withdrawn = _counts_between(side, between)
    counts = {"added": added, "changed": changed, "withdrawn": withdrawn}
    found = []
    if added or changed or withdrawn:
        words = _("两次之间，另一侧新增 %(added)d 项、改动 %(changed)d 项、撤回 %(withdrawn)d 项。")
        found.append(words % counts)
    if old.searched != new.searched:
        sizes = {"old": old.searched, "new": new.searched}
        found.append(_("检索范围从 %(old)d 项变成 %(new)d 项。") % sizes)
    return found


def _counts_between(side: Side, between: tuple[object, object]) -> tuple[int, int, int]:
    """How many were added, changed and withdrawn since, as far as the rows still tell."""
    rows: Any = model_of(side).objects.unscoped()
    if side == Side.NEED:
        rows = rows.filter(is_confidential=False)
    is_new = Q(created_at__range=between)
    is_touched = Q(updated_at__range=between)
    published = Q(status=Status.PUBLISHED)
    counted = rows.order_by().aggregate(
        added=Count("pk", filter=is_new & published),
        changed=Count("pk", filter=is_touched & published & ~is_new),
        withdrawn=Count("pk", filter=is_touched & Q(status=Status.WITHDRAWN)),
    )
    return counted["added"], counted["changed"], counted["withdrawn"]
