"""Grading what only paths lead to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.associations import actions
from zhiqiao.web.associations.beside import LatentCard
from zhiqiao.web.associations.models import LatentMatch
from zhiqiao.web.catalogue.access import needs_visible_to, offers_visible_to
from zhiqiao.web.matches.cards import grades
from zhiqiao.web.matches.forms import ReviewForm
from zhiqiao.web.matches.queries import reviews_of_pairs


@requires(Permission.REVIEW_WRITE, "POST")
def review(request: HttpRequest, latent_id: int) -> HttpResponse:
    """Grades the pair; answers with the card's grading part, or goes back to the need."""
    person = signed_in(request)
    visible = LatentMatch.objects.visible_to(person).filter(
        need__in=needs_visible_to(person).order_by(), offer__in=offers_visible_to(person).order_by()
    )
    match = get_object_or_404(visible.select_related("need", "offer"), pk=latent_id)
    form = ReviewForm(request.POST)
    if form.is_valid():
        actions.grade(actor=person, match=match, **form.cleaned_data)
    if request.headers.get("HX-Request"):
        pair = (match.need_id, match.offer_id)
        card = LatentCard(match, (), reviews_of_pairs([pair])[pair], person)
        context = {"latent": card, "grades": grades(), "form": form, "is_swap": True}
        return render(request, "associations/grade.html", context)
    if not form.is_valid():
        messages.error(request, _("请选择四个等级之一；理由最多 300 字。没有写入。"))
    page = reverse("need", args=[match.need_id])
    return redirect(f"{page}?run={match.run_id}#latent-{match.pk}")
