"""How an introduction looks to one person: nothing here reads a need that the person does not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiqiao.common.working_days import working_days_between
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.catalogue.terms import term_of
from zhiqiao.web.introductions.dossiers import Dossier
from zhiqiao.web.introductions.limits import AGAIN_AFTER_DAYS
from zhiqiao.web.introductions.models import Introduction
from zhiqiao.web.introductions.moves import OPEN_ANSWERS, Answer, Party, State
from zhiqiao.web.introductions.queries import disclosed, listings_of, newest_of_pairs
from zhiqiao.web.introductions.sides import party_of
from zhiqiao.web.introductions.wording import OTHER_FIELD, REASONS, Band
from zhiqiao.web.jobs.calendar import working_calendar
from zhiqiao.web.matches.queries import Pair
from zhiqiao.web.matches.standings import Standing

UNDER_WAY = gettext_lazy("引荐中")


@dataclass(frozen=True, slots=True)
class Face:
    """One introduction as a person of a party, or of the centre (`party` None), sees it.

    `need` and `offer` are None where the person does not see them; `given` is what both sides
    disclosed, once it is open and if the person is of a party.
    """

    introduction: Introduction
    party: Party | None
    need: Need | None
    offer: Offer | None
    given: Mapping[Party, Dossier] = field(default_factory=dict)

    @property
    def is_veiled(self) -> bool:
        """Whether the need says nothing to this person."""
        if self.given or self.party is not Party.PROVIDER:
            return False
        return self.introduction.is_confidential or self.need is None

    @property
    def need_title(self) -> str:
        """What the need is called here: as disclosed, as it stands, or by its field alone."""
        if Party.SEEKER in self.given:
            return self.given[Party.SEEKER].title
        if self.is_veiled or self.need is None:
            return _("保密需求（%(field)s）") % {"field": self.field_word}
        return self.need.title

    @property
    def offer_title(self) -> str:
        """What the offer is called here."""
        if Party.PROVIDER in self.given:
            return self.given[Party.PROVIDER].title
        return self.offer.title if self.offer is not None else _("成果已撤回")

    @property
    def seeker_name(self) -> str:
        """Whose need it is, for those who may know."""
        if Party.SEEKER in self.given:
            return self.given[Party.SEEKER].organisation
        if self.is_veiled or self.need is None:
            return _("双方同意后可见")
        return self.need.organisation.name

    @property
    def provider_name(self) -> str:
        """Whose offer it is: a public listing names its organisation."""
        if Party.PROVIDER in self.given:
            return self.given[Party.PROVIDER].organisation
        return self.offer.organisation.name if self.offer is not None else ""

    @property
    def field_word(self) -> str:
        """The field as a provider may know it."""
        return term_of(self.introduction.field) or str(OTHER_FIELD)

    @property
    def band(self) -> str:
        """How well the pair fits, in one of three words."""
        return str(Band(self.introduction.band).label)

    @property
    def reasons(self) -> list[tuple[bool, Promise]]:
        """The fixed reasons, with whether they speak for the pair."""
        codes = [code for code in self.introduction.reasons if code in REASONS]
        return [(code.endswith("-for"), REASONS[code]) for code in codes]

    @property
    def own_answer(self) -> Answer | None:
        """What the person's own side has said."""
        if self.party is None:
            return None
        return self.introduction.position.answer_of(self.party)

    @property
    def other_answer(self) -> Answer | None:
        """What the other side has said, where the person may know before the end."""
        if self.party is None or self.is_veiled:
            return None
        return self.introduction.position.answer_of(self.party.other)

    @property
    def is_mine_to_answer(self) -> bool:
        """Whether the person's side has still to say something."""
        return self.introduction.is_open_to_answers and self.own_answer in OPEN_ANSWERS

    @property
    def may_decline(self) -> bool:
        """A side that consented may still think better of it until the other answers."""
        return self.introduction.is_open_to_answers and self.party is not None

    @property
    def word(self) -> str:
        """The state in one word, from this person's side."""
        if not self.introduction.is_open_to_answers:
            return str(State(self.introduction.state).label)
        if self.own_answer is Answer.VOID:
            return _("内容有改动，待您重新答复")
        if self.is_mine_to_answer:
            return _("待您答复")
        return _("等待答复") if self.party is None else _("等待对方")

    @property
    def days_left(self) -> int:
        """Working days until the last day for answers."""
        due_on = self.introduction.due_on
        return working_days_between(timezone.localdate(), due_on, calendar=working_calendar())

    @property
    def is_late(self) -> bool:
        """Whether the last day for answers is past."""
        return self.introduction.due_on < timezone.localdate()

    @property
    def steps(self) -> list[dict[str, object]]:
        """The course of it for the line of steps."""
        state = State(self.introduction.state)
        answered = state is State.OPENED or not self.is_mine_to_answer
        ended = state is not State.PROPOSED
        last = _("建立联系") if state in (State.PROPOSED, State.OPENED) else str(state.label)
        words = [_("发起"), _("双方各自答复"), last]
        if self.party is not None:
            words = [_("发起"), _("您方答复"), _("对方答复"), last]
        return _line(words, done=len(words) if ended else 1 + (answered and self.party is not None))


def _line(words: Sequence[str], *, done: int) -> list[dict[str, object]]:
    states = ["done"] * done + ["current"] + ["todo"] * len(words)
    return [{"word": word, "state": state} for word, state in zip(words, states, strict=False)]


def faces_of(actor: Person, rows: Iterable[Introduction]) -> list[Face]:
    """The introductions as the person sees them, in their order; at most five queries."""
    listed = list(rows)
    needs, offers = listings_of(actor, listed)
    given = disclosed(actor, listed)
    return [
        _face(actor, row, needs.get(row.need_id), offers.get(row.offer_id), given.get(row.pk, {}))
        for row in listed
    ]


def _face(
    actor: Person,
    row: Introduction,
    need: Need | None,
    offer: Offer | None,
    given: Mapping[Party, Dossier],
) -> Face:
    return Face(row, party_of(actor, need, offer), need, offer, given)


def standings_of_pairs(person: Person, pairs: Sequence[Pair]) -> dict[Pair, Standing]:
    """Where pairs stand, for cards that show them."""
    if not pairs:
        return {}
    found = newest_of_pairs(person, pairs)
    return {pair: _standing(row) for pair, row in found.items()}


def _standing(row: Introduction) -> Standing:
    word = UNDER_WAY if row.is_open_to_answers else State(row.state).label
    lately = timezone.now() - timedelta(days=AGAIN_AFTER_DAYS)
    is_over = row.state not in (State.PROPOSED, State.OPENED) and row.proposed_at <= lately
    return Standing(word, reverse("introduction", args=[row.code]), is_over=is_over)
