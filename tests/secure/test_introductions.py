"""Introducing a seeker and a provider: who may, what each learns, how it ends."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.factories import (
    NeedFactory,
    OfferFactory,
    OrganisationFactory,
    PersonFactory,
    ReviewFactory,
)
from tests.secure.introducing import (
    CANARIES,
    TEXT,
    TITLE,
    Scene,
    client_of,
    digest,
    digest_on,
    make_confidential,
    positions,
    stored,
    suggested,
)

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.centre.actions import merge
from zhiqiao.web.accounts.members.actions import end_member
from zhiqiao.web.accounts.personal.actions import erase_rows
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.catalogue import actions as catalogue
from zhiqiao.web.catalogue.models import Need
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.introductions import actions, limits
from zhiqiao.web.introductions.models import Disclosure, Introduction, Step
from zhiqiao.web.introductions.queries import declined_as_irrelevant
from zhiqiao.web.introductions.signals import introduction_opened
from zhiqiao.web.introductions.upkeep_actions import expire_overdue, remind_before_expiry
from zhiqiao.web.introductions.veil import ENTERPRISES_MIN, band_of, coarse_field, codes_of
from zhiqiao.web.introductions.wording import REASONS, Band, DeclineReason
from zhiqiao.web.matches.refitting import graded
from zhiqiao.web.vault.models import SealedText

pytestmark = pytest.mark.django_db
LINKS = re.compile(r'href="([^"]*)"')


@pytest.fixture
def public():
    return Scene()


@pytest.fixture
def secret():
    return Scene(confidential=True)


@pytest.fixture
def opened_by():
    """What the signal told."""
    heard = []

    def hear(*, introduction, actor, **_more):
        heard.append((introduction.pk, actor))

    introduction_opened.connect(hear)
    yield heard
    introduction_opened.disconnect(hear)


def page_of(person, introduction):
    return client_of(person).get(f"/introductions/{introduction.code}/")


def told(person):
    rows = Message.objects.unscoped().filter(person=person).order_by("id")
    return [row.kind.removeprefix("introduction-") for row in rows]


# --- opening


def test_two_consents_open_it_and_both_read_what_was_consented_to(secret, opened_by):
    made = secret.propose()
    secret.consent(secret.seeker, made)
    assert positions(made) == ("proposed", "consented", "waiting")
    assert TITLE not in page_of(secret.provider, made).text
    secret.consent(secret.provider, made)
    assert positions(made) == ("opened", "consented", "consented")
    assert opened_by == [(made.pk, secret.provider)]
    theirs = page_of(secret.provider, made).text
    for words in (TITLE, TEXT, "求索机械", "林知夏", secret.seeker.phone, secret.seeker.email):
        assert words in theirs
    ours = page_of(secret.seeker, made).text
    for words in ("云溪大学", "沈望舟", secret.provider.phone):
        assert words in ours


def test_what_was_disclosed_stays_as_it_was(secret):
    made = secret.propose(secret.seeker)
    secret.consent(secret.provider, made)
    need = Need.objects.unscoped().get(pk=secret.need.pk)
    need.title, need.text = "后来的标题", "后来的内容"
    catalogue.save_listing(actor=secret.seeker, listing=need, publish=True)
    page = page_of(secret.provider, made).text
    assert TEXT in page
    assert "后来的内容" not in page


def test_what_was_disclosed_is_sealed_each_under_its_own_key(secret):
    made = secret.propose(secret.seeker)
    secret.consent(secret.provider, made)
    rows = Disclosure.objects.unscoped().select_related("sealed")
    assert {row.party for row in rows} == {"seeker", "provider"}
    sealed = SealedText.objects.unscoped().filter(purpose="introduction")
    assert len({bytes(row.wrapped_key) for row in sealed}) == 2
    assert not any(word.encode() in bytes(row.content) for row in sealed for word in CANARIES)


def test_a_side_that_proposes_consents_with_it(public):
    assert positions(public.propose(public.seeker)) == ("proposed", "consented", "waiting")


def test_a_provider_proposes_for_a_public_need(public):
    assert positions(public.propose(public.provider)) == ("proposed", "waiting", "consented")


def test_the_broker_sees_states_not_words_nor_contacts(secret):
    made = secret.propose(secret.seeker)
    secret.consent(secret.provider, made)
    page = page_of(secret.broker, made).text
    assert "求索机械" in page
    assert "云溪大学" in page
    assert not any(word in page for word in (*CANARIES, secret.seeker.phone))


def test_the_database_opens_on_two_consents_alone(public):
    made = public.propose(public.seeker)
    row = Introduction.objects.unscoped().filter(pk=made.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(state="opened", ended_at=timezone.now())


# --- consent is bound to the text


def test_a_consent_to_another_text_is_refused_with_the_reason(public):
    made = public.propose()
    client = client_of(public.seeker)
    old = digest_on(client.get(f"/introductions/{made.code}/").text)
    public.need.text = "改过的内容，要求 3 ℃ 下固化。"
    catalogue.save_listing(actor=public.seeker, listing=public.need, publish=True)
    answer = client.post(f"/introductions/{made.code}/consent/", {"digest": old}, follow=True)
    assert "内容有了改动" in answer.text
    assert "改过的内容" in answer.text
    assert positions(made) == ("proposed", "waiting", "waiting")


@pytest.mark.parametrize("forged", ["", "0" * 64])
def test_a_consent_without_the_digest_is_none(public, forged):
    made = public.propose()
    with pytest.raises(actions.StaleConsentError):
        actions.consent(actor=public.seeker, introduction=made, digest=forged)
    assert positions(made) == ("proposed", "waiting", "waiting")


def test_a_colleagues_digest_does_not_serve(public):
    made = public.propose()
    colleague = PersonFactory(email="w@example.org", role=Role.SEEKER, organisation=public.seekers)
    with pytest.raises(actions.StaleConsentError):
        actions.consent(actor=colleague, introduction=made, digest=digest(public.seeker, made))


def test_changing_a_public_need_voids_both_consents_of_its_text(public):
    made = public.propose(public.provider)
    public.need.text = "改过的内容"
    catalogue.save_listing(actor=public.seeker, listing=public.need, publish=True)
    assert positions(made) == ("proposed", "waiting", "void")
    assert told(public.provider) == ["void"]
    assert told(public.seeker) == ["proposed", "other-void"]
    public.consent(public.provider, made)
    public.consent(public.seeker, made)
    assert positions(made)[0] == "opened"


def test_changing_a_confidential_need_is_told_to_its_own_side_alone(secret):
    made = secret.propose(secret.seeker)
    need = Need.objects.unscoped().get(pk=secret.need.pk)
    need.text = "另一份保密内容"
    catalogue.save_listing(actor=secret.seeker, listing=need, publish=True)
    assert positions(made) == ("proposed", "void", "waiting")
    assert told(secret.seeker) == ["void"]
    assert told(secret.provider) == ["proposed"]


def test_changing_the_offer_voids_both(public):
    made = public.propose(public.seeker)
    public.offer.text = "改过的成果"
    catalogue.save_listing(actor=public.provider, listing=public.offer, publish=True)
    assert positions(made) == ("proposed", "void", "waiting")


def test_saving_without_a_change_voids_nothing(public):
    made = public.propose(public.seeker)
    catalogue.save_listing(actor=public.seeker, listing=public.need, publish=True)
    assert positions(made) == ("proposed", "consented", "waiting")


def test_a_contact_who_changed_their_number_has_to_consent_again(public):
    made = public.propose(public.seeker)
    public.seeker.phone = "13911112222"
    public.seeker.save()
    public.consent(public.provider, made)
    assert positions(made) == ("proposed", "void", "consented")
    assert told(public.seeker) == ["void"]


def test_a_contact_who_leaves_is_no_contact(public):
    made = public.propose(public.seeker)
    administrator = PersonFactory(role=Role.ORGANISATION_ADMIN, organisation=public.seekers)
    end_member(actor=administrator, organisation=public.seekers, person=public.seeker)
    assert positions(made) == ("proposed", "void", "waiting")


def test_a_need_that_becomes_confidential_is_introduced_no_more(public):
    made = public.propose()
    make_confidential(public.need, public.seeker)
    assert positions(made)[0] == "withdrawn"
    page = page_of(public.provider, made).text
    need = Need.objects.unscoped().get(pk=public.need.pk)
    assert need.code not in page
    assert "求索机械" not in page
    assert TITLE not in page


def test_a_listing_taken_back_ends_it(public):
    made = public.propose()
    catalogue.withdraw(actor=public.provider, listing=public.offer)
    assert positions(made)[0] == "withdrawn"
    assert told(public.seeker) == ["proposed", "withdrawn"]
    assert page_of(public.seeker, made).status_code == 200


# --- declining, withdrawing, expiring


def test_declining_tells_the_other_side_that_not_why(public):
    made = public.propose(public.seeker)
    address = f"/introductions/{made.code}/decline/"
    form = {"reason": "has_partner", "note": "只给经理人看的话"}
    assert client_of(public.provider).post(address, form).status_code == 302
    assert positions(made) == ("declined", "consented", "declined")
    seen = page_of(public.seeker, made).text
    assert "只给经理人看的话" not in seen
    assert "已经有合作方" not in seen
    known = page_of(public.broker, made).text
    assert "只给经理人看的话" in known
    assert "已经有合作方" in known


def test_declining_needs_a_reason_from_the_list(public):
    made = public.propose()
    for reason in ("", "because"):
        answer = client_of(public.provider).post(
            f"/introductions/{made.code}/decline/", {"reason": reason}
        )
        assert answer.status_code == 200
    assert positions(made)[0] == "proposed"


def test_who_consented_may_still_decline(public):
    made = public.propose(public.seeker)
    actions.decline(actor=public.seeker, introduction=made, reason=DeclineReason.TIMING)
    assert positions(made) == ("declined", "declined", "waiting")


def test_only_the_proposing_side_withdraws(public):
    made = public.propose()
    for other in (public.seeker, public.provider):
        with pytest.raises(RefusedError, match="只有发起的一方"):
            actions.withdraw(actor=other, introduction=made)
    actions.withdraw(actor=public.broker, introduction=made)
    assert positions(made)[0] == "withdrawn"
    with pytest.raises(RefusedError, match="已经有了结果"):
        actions.withdraw(actor=public.broker, introduction=made)


def test_it_expires_after_its_last_day(public):
    made = public.propose()
    assert expire_overdue(made.due_on) == 0
    assert expire_overdue(made.due_on + timedelta(days=1)) == 1
    assert expire_overdue(made.due_on + timedelta(days=1)) == 0
    assert positions(made)[0] == "expired"
    assert told(public.seeker) == ["proposed", "expired"]


def test_an_answer_after_the_last_day_is_too_late(public):
    made = public.propose()
    yesterday = timezone.localdate() - timedelta(days=1)
    Introduction.objects.unscoped().update(due_on=yesterday)
    with pytest.raises(RefusedError, match="期限已过"):
        public.consent(public.seeker, made)


def test_those_who_are_silent_are_reminded_once(public):
    made = public.propose(public.seeker)
    day = made.due_on - timedelta(days=1)
    assert remind_before_expiry(day) == 1
    assert remind_before_expiry(made.due_on) == 0
    assert told(public.provider) == ["proposed", "due"]
    assert "due" not in told(public.seeker)


@pytest.mark.parametrize("act", ["consent", "decline", "withdraw"])
def test_nothing_follows_an_end(public, act):
    made = public.propose()
    actions.withdraw(actor=public.broker, introduction=made)
    actor = public.broker if act == "withdraw" else public.seeker
    form = {"reason": "other", "digest": digest(public.seeker, made)}
    answer = client_of(actor).post(f"/introductions/{made.code}/{act}/", form, follow=True)
    assert "已经有了结果" in answer.text
    assert positions(made)[0] == "withdrawn"


def test_the_same_consent_twice_changes_nothing(public):
    made = public.propose()
    before = digest(public.seeker, made)
    for _ in range(2):
        actions.consent(actor=public.seeker, introduction=made, digest=before)
    public.consent(public.provider, made)
    actions.consent(actor=public.seeker, introduction=made, digest=before)
    kinds = Step.objects.unscoped().filter(introduction=made).values_list("kind", flat=True)
    assert list(kinds) == ["proposed", "consented", "consented", "opened"]


# --- who may


def test_outsiders_do_not_know_of_it(secret):
    made = secret.propose()
    outsiders = [PersonFactory(role=role) for role in set(Role) - {Role.BROKER, Role.OPERATOR}]
    without_trust = PersonFactory(role=Role.PROVIDER, organisation=secret.seekers)
    for each in (*outsiders, without_trust):
        assert page_of(each, made).status_code == 404
        for act in ("consent", "decline", "withdraw"):
            answer = client_of(each).post(f"/introductions/{made.code}/{act}/")
            assert answer.status_code == 404


def test_the_broker_does_not_answer_for_a_side(public):
    made = public.propose()
    with pytest.raises(RefusedError, match="您不在其中"):
        actions.consent(actor=public.broker, introduction=made, digest="")


def test_a_provider_cannot_propose_a_confidential_need(secret):
    answer = client_of(secret.provider).get(f"/suggestions/{secret.suggestion.pk}/introduce/")
    assert answer.status_code == 404
    with pytest.raises(RefusedError):
        actions.propose(actor=secret.provider, suggestion=secret.suggestion, digest="")
    assert not Introduction.objects.unscoped().exists()


@pytest.mark.parametrize("who", ["broker", "seeker", "provider"])
def test_proposing_through_the_pages(public, who):
    client = client_of(getattr(public, who))
    address = f"/suggestions/{public.suggestion.pk}/introduce/"
    page = client.get(address).text
    form = {} if who == "broker" else {"digest": digest_on(page)}
    assert client.post(address, form).status_code == 302
    assert Introduction.objects.unscoped().get().proposed_by == who


def test_the_page_that_proposes_says_what_a_provider_will_see(secret):
    page = client_of(secret.broker).get(f"/suggestions/{secret.suggestion.pk}/introduce/").text
    assert "一条保密需求" in page
    assert not any(word in page for word in CANARIES)


def test_one_organisation_is_not_introduced_to_itself(public):
    offer = OfferFactory(organisation=public.seekers)
    with pytest.raises(RefusedError, match="同一家机构"):
        public.propose(suggestion=suggested(public.need, offer))


def test_a_draft_is_not_introduced(public):
    catalogue.withdraw(actor=public.seeker, listing=public.need)
    with pytest.raises(RefusedError, match="发布"):
        public.propose()


def test_a_merged_organisation_takes_its_introductions_along(secret):
    made = secret.propose(secret.seeker)
    target = OrganisationFactory()
    heir = PersonFactory(email="w@example.org", role=Role.SEEKER, organisation=target)
    operator = PersonFactory(role=Role.OPERATOR)
    merge(actor=operator, source=secret.seekers, target=target, ask_for_members=False)
    assert positions(made) == ("proposed", "void", "waiting")
    assert page_of(heir, made).status_code == 200
    assert page_of(secret.seeker, made).status_code == 404
    secret.consent(heir, made)
    secret.consent(secret.provider, made)
    assert target.name in page_of(secret.provider, made).text


def test_merging_both_sides_ends_it(public):
    made = public.propose()
    operator = PersonFactory(role=Role.OPERATOR)
    merge(actor=operator, source=public.seekers, target=public.providers, ask_for_members=False)
    assert positions(made)[0] == "withdrawn"


# --- limits


def test_a_pair_is_not_brought_up_again_for_a_while(public):
    made = public.propose()
    actions.decline(actor=public.provider, introduction=made, reason=DeclineReason.TIMING)
    with pytest.raises(RefusedError, match="90 天"):
        public.propose()
    long_ago = timezone.now() - timedelta(days=limits.AGAIN_AFTER_DAYS + 1)
    Introduction.objects.unscoped().update(proposed_at=long_ago)
    assert public.propose().pk != made.pk


def test_another_offer_of_the_same_provider_shows_no_second_band(secret):
    secret.propose()
    other = OfferFactory(organisation=secret.providers)
    with pytest.raises(RefusedError, match="90 天"):
        secret.propose(suggestion=suggested(secret.need, other))


def test_a_need_has_so_many_waiting_and_no_more(public):
    for _ in range(limits.WAITING_PER_NEED_MAX):
        public.propose(suggestion=suggested(public.need, OfferFactory()))
    with pytest.raises(RefusedError, match="等答复"):
        public.propose()


def test_an_organisation_proposes_so_many_a_day(public):
    for _ in range(limits.PER_DAY_MAX):
        public.propose(public.provider, suggested(NeedFactory(), public.offer))
    with pytest.raises(RefusedError, match="明天"):
        public.propose(public.provider)
    Step.objects.unscoped().update(at=timezone.now() - timedelta(days=1, minutes=1))
    public.propose(public.provider)


def test_the_band_is_frozen(secret):
    made = secret.propose()
    before = page_of(secret.provider, made).text
    suggested(secret.need, secret.offer, probability=0.01)
    assert "很合适" in before
    assert "很合适" in page_of(secret.provider, made).text
    assert stored(made).band == Band.HIGH


# --- what is said of a confidential need


@pytest.mark.parametrize(
    ("probability", "band"),
    [(0.0, 1), (0.2499, 1), (0.25, 2), (0.4999, 2), (0.5, 3), (1.0, 3)],
)
def test_bands(probability, band):
    assert band_of(probability) == band


def test_reasons_are_codes_from_the_list(secret):
    given = [{"kind": kind, "favours": True, "chinese": "金丝雀"} for kind in ("scene", "maturity")]
    assert codes_of([*given, given[0]]) == ["scene-for", "maturity-for"]
    assert set(secret.propose().reasons) <= set(REASONS)


def test_a_field_is_named_where_enough_share_it(secret):
    assert coarse_field(secret.need) == ""
    for _ in range(ENTERPRISES_MIN - 1):
        NeedFactory(field=secret.need.field)
    assert coarse_field(secret.need) == secret.need.field
    own = NeedFactory(field="独一份", organisation=secret.seekers)
    for _ in range(ENTERPRISES_MIN):
        NeedFactory(field="独一份", organisation=secret.seekers)
    assert coarse_field(own) == ""


# --- lists, exports, history


def test_baskets_search_and_export(public):
    made = public.propose()
    client = client_of(public.seeker)
    page = client.get("/introductions/").text
    assert "待我答复" in page
    assert made.number in page
    assert made.number in client.get(f"/introductions/?q={public.offer.title}").text
    assert made.number not in client.get("/introductions/?q=没有这个词").text
    public.consent(public.seeker, made)
    assert made.number in client.get("/introductions/?basket=other").text
    for kind in ("csv", "xlsx"):
        assert client.get(f"/introductions/export/{kind}/").status_code == 200
    assert client.get("/introductions/export/pdf/").status_code == 404


def test_a_list_asks_few_questions(public, django_assert_max_num_queries):
    for _ in range(6):
        other = suggested(NeedFactory(), public.offer)
        made = public.propose(suggestion=other)
    public.consent(public.provider, made)
    client = client_of(public.provider)
    with django_assert_max_num_queries(15):
        assert client.get("/introductions/").status_code == 200
    with django_assert_max_num_queries(15):
        assert client.get(f"/introductions/{made.code}/").status_code == 200


def test_every_step_is_audited(secret):
    made = secret.propose(secret.seeker)
    secret.consent(secret.provider, made)
    rows = AuditRow.objects.filter(noun="introduction").order_by("number")
    assert [row.action for row in rows] == ["propose", "consent", "consent", "open"]
    assert not any(word in row.data for row in rows for word in CANARIES)


def test_a_search_does_not_find_what_a_confidential_need_says(secret):
    made = secret.propose(secret.seeker)
    for words in ("金丝雀", "求索机械", secret.need.code):
        answer = client_of(secret.provider).get("/introductions/", {"q": words})
        assert made.number not in answer.text


def test_declining_as_irrelevant_is_a_grade_only_of_who_read_both(public):
    made = public.propose()
    actions.decline(actor=public.provider, introduction=made, reason=DeclineReason.IRRELEVANT)
    pair = (public.need.pk, public.offer.pk)
    assert declined_as_irrelevant() == {pair: 1}
    assert [(each.need_id, each.relevance) for each in graded()] == [(str(pair[0]), 1)]


def test_a_decline_never_overwrites_a_brokers_grade(public):
    ReviewFactory(need=public.need, offer=public.offer, person=public.broker, relevance=4)
    made = public.propose()
    actions.decline(actor=public.seeker, introduction=made, reason=DeclineReason.IRRELEVANT)
    assert [each.relevance for each in graded()] == [4]


def test_a_provider_of_a_confidential_need_cannot_judge_it(secret):
    made = secret.propose()
    actions.decline(actor=secret.provider, introduction=made, reason=DeclineReason.IRRELEVANT)
    assert declined_as_irrelevant() == {}


def test_erasing_a_person_takes_them_out_of_what_was_disclosed(secret):
    made = secret.propose(secret.seeker)
    secret.consent(secret.provider, made)
    name, phone = secret.seeker.name, secret.seeker.phone
    erase_rows(actor=PersonFactory(role=Role.OPERATOR), person=secret.seeker)
    page = page_of(secret.provider, made).text
    assert TEXT in page
    assert name not in page
    assert phone not in page
    assert SealedText.objects.unscoped().filter(purpose="introduction").count() == 2


def test_an_opened_one_links_to_its_project_and_no_address_says_a_title(secret):
    made = secret.propose()
    secret.consent(secret.seeker, made)
    secret.consent(secret.provider, made)
    for one in (secret.seeker, secret.provider):
        page = page_of(one, made).text
        assert f'href="/transfers/{stored(made).transfer.pk}/"' in page
        assert not any("%E9%87%91" in link or "金丝雀" in link for link in LINKS.findall(page))
        assert client_of(one).get(f"/transfers/{stored(made).transfer.pk}/").status_code == 200


def consented(person, introduction):
    data = {"digest": digest(person, introduction)}
    address = f"/introductions/{introduction.code}/consent/"
    return client_of(person).post(address, data, follow=True).text


def test_the_words_after_a_consent_say_how_far_it_is(public):
    made = public.propose()
    first, second = consented(public.seeker, made), consented(public.provider, made)
    assert "已记下您方的同意" in first
    assert "双方都已同意" in second
    assert "双方都同意后" not in second


def test_nobody_consents_whom_the_other_side_could_not_reach(public):
    made, seeker = public.propose(), public.seeker
    seeker.phone = seeker.email = ""
    seeker.save()
    said = consented(seeker, made)
    assert "留下电话或邮箱" in said
    assert 'href="/account/personal-data/"' in said
    assert "/consent/" not in said
    assert positions(made) == ("proposed", "waiting", "waiting")
    seeker.phone = "13800000000"
    seeker.save()
    assert "已记下您方的同意" in consented(seeker, made)


def test_a_side_without_a_contact_cannot_propose(public):
    public.provider.phone = public.provider.email = ""
    public.provider.save()
    with pytest.raises(RefusedError, match="电话或邮箱"):
        public.propose(public.provider)
    assert not Introduction.objects.unscoped().exists()
