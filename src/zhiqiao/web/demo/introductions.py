"""Introductions of the demo city in every state, one of them of a confidential need."""

from collections.abc import Callable, Iterator

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.queries import demo_people, with_grants
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.catalogue.actions import save_listing
from zhiqiao.web.catalogue.models import Need
from zhiqiao.web.introductions import actions
from zhiqiao.web.introductions.dossiers import digest_of
from zhiqiao.web.introductions.models import Introduction
from zhiqiao.web.introductions.moves import Party
from zhiqiao.web.introductions.queries import drafted
from zhiqiao.web.introductions.wording import DeclineReason
from zhiqiao.web.matches.actions import ask_runs, perform_run
from zhiqiao.web.matches.models import RunState, Suggestion
from zhiqiao.web.matches.queries import newest_done_runs

BROKER, SEEKER, PROVIDER = "demo-broker", "demo-seeker", "demo-provider"
CONFIDENTIAL = "N-2026-900001"
TITLE = "印染废水浓缩器换热管结垢，想在不停机时除垢"
TEXT = (
    "两台蒸发浓缩器，换热管三周就结出 2 mm 的硬垢，蒸汽耗量上升 30%，每次停机酸洗要两天。"
    "试过加阻垢剂，含盐高的批次不起作用。希望有不停机的在线防垢装置，连续三个月传热系数下降 ≤ 10%。"
)
Cast = dict[str, Person]


def load_demo_introductions() -> None:
    """Brings a few suggested pairs together; nothing where that was done before."""
    cast = {each.username: each for each in with_grants(demo_people())}
    done = Introduction.objects.unscoped().filter(need__code=CONFIDENTIAL).exists()
    if done or not {BROKER, SEEKER, PROVIDER} <= set(cast):
        return
    pairs = _pairs(cast)
    for story in (_wait, _consent_of_provider, _decline, _withdraw):
        for suggestion in pairs:
            if _told(story, cast, suggestion):
                break
    _confidential(cast)


def _pairs(cast: Cast) -> Iterator[Suggestion]:
    """Suggestions of the provider's offers, those for the seeker's needs first, best first."""
    rows = (
        Suggestion.objects.unscoped()
        .filter(
            offer__organisation=cast[PROVIDER].organisation,
            run__in=newest_done_runs(),
            need__is_confidential=False,
        )
        .select_related("need__organisation", "offer__organisation")
        .order_by("-probability")
    )
    own = cast[SEEKER].organisation_id
    return iter(sorted(rows, key=lambda row: row.need.organisation_id != own))


def _told(story: Callable[[Cast, Suggestion], None], cast: Cast, suggestion: Suggestion) -> bool:
    try:
        story(cast, suggestion)
    except RefusedError:  # another part of the demo has brought this pair together
        return False
    return True


def _wait(cast: Cast, suggestion: Suggestion) -> None:
    actions.propose(actor=cast[BROKER], suggestion=suggestion)


def _consent_of_provider(cast: Cast, suggestion: Suggestion) -> None:
    provider = cast[PROVIDER]
    draft = drafted(suggestion, suggestion.need, suggestion.offer)
    digest = digest_of(draft, Party.PROVIDER, provider)
    actions.propose(actor=provider, suggestion=suggestion, digest=digest)


def _decline(cast: Cast, suggestion: Suggestion) -> None:
    made = actions.propose(actor=cast[BROKER], suggestion=suggestion)
    actions.decline(
        actor=cast[PROVIDER],
        introduction=made,
        reason=DeclineReason.CAPACITY,
        note="课题组今年的中试排满了，明年三月以后可以再谈。",
    )


def _withdraw(cast: Cast, suggestion: Suggestion) -> None:
    made = actions.propose(actor=cast[BROKER], suggestion=suggestion)
    actions.withdraw(actor=cast[BROKER], introduction=made)


def _confidential(cast: Cast) -> None:
    """A confidential need: its seeker has consented, the provider has yet to answer."""
    seeker = cast[SEEKER]
    if not seeker.may(Permission.CONFIDENTIAL_READ) or seeker.organisation is None:
        return
    found = _matched(seeker, seeker.organisation, cast[PROVIDER])
    if found is None:
        return
    made = actions.propose(actor=cast[BROKER], suggestion=found)
    digest = digest_of(made, Party.SEEKER, seeker)
    actions.consent(actor=seeker, introduction=made, digest=digest)


def _matched(seeker: Person, home: Organisation, provider: Person) -> Suggestion | None:
    """The best suggestion for the demo's confidential need, of the provider's if there is one."""
    need = Need.objects.unscoped().filter(code=CONFIDENTIAL).first()
    if need is None:
        need = Need(
            code=CONFIDENTIAL, title=TITLE, text=TEXT, field="节能环保", is_confidential=True
        )
        need.organisation, need.is_demo, need.stage = home, True, "量产"
        save_listing(actor=seeker, listing=need, publish=True)
    waiting = need.runs.filter(state=RunState.WAITING).first()
    for run in [waiting] if waiting else ask_runs(actor=seeker, listings=[need]):
        perform_run(run=run)
    rows = Suggestion.objects.unscoped().filter(need=need)
    own = rows.filter(offer__organisation=provider.organisation)
    return own.order_by("rank").first() or rows.order_by("rank").first()
