"""Lists of needs and offers, writing and withdrawing them."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.catalogue import actions, search
from zhiqiao.web.catalogue.access import may_change, needs_visible_to, offers_visible_to
from zhiqiao.web.catalogue.confidential import may_read_words
from zhiqiao.web.catalogue.confidential_actions import read_words
from zhiqiao.web.catalogue.diagnosing import diagnosis_of
from zhiqiao.web.catalogue.forms import ListingForm, NeedForm, OfferForm
from zhiqiao.web.catalogue.models import Need, Offer, Side, Status

FORMS: dict[Side, type[ListingForm]] = {Side.NEED: NeedForm, Side.OFFER: OfferForm}


def visible_to(request: HttpRequest, side: Side) -> Any:
    """The needs or offers that the visitor sees."""
    return needs_visible_to(request.user) if side == Side.NEED else offers_visible_to(request.user)


def own_listing(request: HttpRequest, side: Side, listing_id: int) -> Need | Offer:
    """A listing that the person may change; 404 for any other."""
    listing: Need | Offer = get_object_or_404(visible_to(request, side), pk=listing_id)
    if not may_change(request.user, listing):
        raise Http404
    return listing


def _list(request: HttpRequest, side: Side) -> HttpResponse:
    visible = visible_to(request, side)
    query = search.read_query(side, request.GET)
    found = search.find(visible, query, page=request.GET.get("page", 1))
    context = {
        "side": side,
        "export_url": reverse(f"{side.value}s-export", args=["xlsx"]).removesuffix("xlsx/"),
        "query": query,
        "found": found,
        "page": found.page,
        "sorts": [(key, label) for key, (label, _order) in search.SORTS[side].items()],
        "baskets": _baskets(request, side, current=query.status, published=found.published),
    }
    return render(request, f"catalogue/{side.value}s.html", context)


def _baskets(
    request: HttpRequest, side: Side, *, current: str, published: int
) -> list[dict[str, object]]:
    """Counts of published, drafts and withdrawn, for those who have such."""
    if not isinstance(request.user, Person):
        return []
    hidden = visible_to(request, side).exclude(status=Status.PUBLISHED)
    if not request.user.is_staff_of_centre:
        hidden = hidden.filter(organisation_id=request.user.organisation_id)
    counts = dict(hidden.order_by().values_list("status").annotate(n=Count("pk")))
    counts[Status.PUBLISHED] = published
    if set(counts) <= {Status.PUBLISHED} and current == Status.PUBLISHED:
        return []
    return [
        {"value": status.value, "label": status.label, "count": counts.get(status.value, 0)}
        for status in Status
    ]


@requires(Permission.PUBLIC)
def needs(request: HttpRequest) -> HttpResponse:
    """The list of needs."""
    return _list(request, Side.NEED)


@requires(Permission.PUBLIC)
def offers(request: HttpRequest) -> HttpResponse:
    """The list of offers."""
    return _list(request, Side.OFFER)


def edit_listing(request: HttpRequest, side: Side, listing: Need | Offer) -> HttpResponse:
    """The form that has everything at once: shown, or saved."""
    person = signed_in(request)
    if listing.organisation_id is None and not person.is_staff_of_centre:
        if person.organisation is None:
            raise Http404
        listing.organisation = person.organisation
        listing.area = person.organisation.area
    if isinstance(listing, Need) and listing.is_confidential:
        _open_for_editing(request, person, listing)
    form = FORMS[side](request.POST or None, instance=listing, actor=person)
    version = request.POST.get("version", "") if form.is_bound else actions.version_of(listing)
    if form.is_bound and form.is_valid():
        try:
            return _saved(request, person, form)
        except actions.ListingChangedError:
            version = actions.version_of(own_listing(request, side, listing.pk))
            form.add_error(None, _("这条内容刚被别人改过。请核对后再保存一次。"))
    context: dict[str, Any] = {"form": form, "listing": listing, "side": side, "version": version}
    if isinstance(listing, Need) and (listing.text or listing.title):
        context["diagnosis"] = diagnosis_of(listing)
    return render(request, f"catalogue/{side.value}_edit.html", context)


def _open_for_editing(request: HttpRequest, person: Person, need: Need) -> None:
    """Puts what the need says into the row in memory, which is sealed again when it is saved."""
    if not may_read_words(person, need):
        raise Http404
    if request.method == "GET":
        words = read_words(actor=person, need=need)
        need.title, need.text = words.title, words.text


def _saved(request: HttpRequest, person: Person, form: ListingForm) -> HttpResponse:
    publish = "publish" in request.POST
    listing = actions.save_listing(
        actor=person,
        listing=form.instance,
        organisation_name=form.cleaned_data.get("organisation_name", ""),
        kind_of_new_organisation=form.kind_of_new_organisation,
        publish=publish,
        version=request.POST.get("version", ""),
    )
    words = _("已发布，正在匹配。") if publish else _("已保存。")
    messages.success(request, words)
    return redirect(actions.side_of(listing).value, listing.pk)


@requires(Permission.OFFER_WRITE, "GET", "POST")
def new_offer(request: HttpRequest) -> HttpResponse:
    """A form for a new offer."""
    return edit_listing(request, Side.OFFER, Offer())


@requires(Permission.NEED_WRITE, "GET", "POST")
def edit_need(request: HttpRequest, need_id: int) -> HttpResponse:
    """A form with the need in it."""
    return edit_listing(request, Side.NEED, own_listing(request, Side.NEED, need_id))


@requires(Permission.OFFER_WRITE, "GET", "POST")
def edit_offer(request: HttpRequest, offer_id: int) -> HttpResponse:
    """A form with the offer in it."""
    return edit_listing(request, Side.OFFER, own_listing(request, Side.OFFER, offer_id))


def _change_status(request: HttpRequest, side: Side, listing_id: int) -> HttpResponse:
    listing = own_listing(request, side, listing_id)
    try:
        _set_status(request, listing)
    except actions.ListingChangedError:
        raise Http404 from None
    return redirect(side.value, listing.pk)


def _set_status(request: HttpRequest, listing: Need | Offer) -> None:
    if request.POST.get("to") == Status.PUBLISHED:
        actions.publish(actor=signed_in(request), listing=listing)
        messages.success(request, _("已发布，正在匹配。"))
    else:
        actions.withdraw(actor=signed_in(request), listing=listing)
        messages.success(request, _("已撤回。只有本机构和技术经理人还能看到它，可随时重新发布。"))


@requires(Permission.NEED_WRITE, "POST")
def need_status(request: HttpRequest, need_id: int) -> HttpResponse:
    """Publishes or withdraws a need."""
    return _change_status(request, Side.NEED, need_id)


@requires(Permission.OFFER_WRITE, "POST")
def offer_status(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Publishes or withdraws an offer."""
    return _change_status(request, Side.OFFER, offer_id)


@requires(Permission.NEED_WRITE, "POST")
def diagnose_draft(request: HttpRequest) -> HttpResponse:
    """The diagnosis of what stands in the form just now; nothing is written."""
    form = NeedForm(request.POST, instance=Need(), actor=signed_in(request))
    form.is_valid()
    return render(request, "catalogue/diagnosis.html", {"diagnosis": diagnosis_of(form.instance)})
