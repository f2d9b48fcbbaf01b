"""What waits for someone in the daily work: applications, introductions, projects, questions."""

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.applications.models import Application
from zhiqiao.web.applications.queries import waiting_for as waiting_applications
from zhiqiao.web.cases.models import Case, CaseState, handled_by
from zhiqiao.web.drafts.queries import waiting_for as waiting_requests
from zhiqiao.web.home.desk import SHOWN, Desk, Row, Section, Tile, first_of
from zhiqiao.web.introductions.faces import faces_of
from zhiqiao.web.introductions.models import Introduction
from zhiqiao.web.introductions.moves import State
from zhiqiao.web.introductions.queries import mine_to_answer
from zhiqiao.web.profiles.language import page_language
from zhiqiao.web.programmes.cards import cards_on
from zhiqiao.web.rulebook.current import rulebook
from zhiqiao.web.transfers.queries import due_for

TEXT_SHOWN = 60


def add_applications(desk: Desk, person: Person) -> None:
    """Drafts to finish and questions to answer, or the department's work; two queries."""
    reviews = person.may(Permission.APPLICATION_REVIEW)
    if not reviews and not person.may(Permission.APPLY):
        return
    found = waiting_applications(person)
    page = "application-review" if reviews else "application"
    everything = reverse("application-reviews" if reviews else "applications")
    rows = tuple(
        Row(
            _title(each),
            reverse(page, args=[each.pk]),
            notes=(each.organisation.name if reviews else each.department.name,),
            tag=each.get_state_display(),
            due_on=each.due_on if reviews else each.answer_by,
            is_clock=True,
        )
        for each in found.rows[:SHOWN]
    )
    word = _("件申报等您审核") if reviews else _("件申报等您办")
    tiles = [Tile(found.count, word, everything, wants=bool(found.count))]
    if found.late:
        tiles.append(Tile(found.late, _("件申报已超期"), everything, is_late=True))
    empty = (
        _("没有等您审核的申报。企业提交后会出现在这里，按办理期限排。")
        if reviews
        else _("没有写到一半的申报，也没有部门在等您补材料。")
    )
    step = None if reviews else (_("看看能享受什么"), reverse("my-programmes"))
    title = _("申报审核") if reviews else _("我的申报")
    section = Section("applications", title, rows, empty, everything, step, is_to_do=True)
    desk.add(tiles, [section])


def _title(application: Application) -> str:
    """What the programme is called where people look for programmes."""
    cards = cards_on(rulebook(), timezone.localdate(), page_language())
    card = cards.get(application.programme_id)
    return card.title if card else application.programme_name


def add_introductions(desk: Desk, person: Person) -> None:
    """Introductions that wait for an answer: one's own side's, for the centre's anyone's."""
    if not person.may(Permission.INTRODUCE):
        return
    visible = Introduction.objects.visible_to(person)
    is_staff = person.may(Permission.INTRODUCE_ALL)
    waiting = Q(state=State.PROPOSED) if is_staff else mine_to_answer(person)
    found, count = first_of(visible.filter(waiting).order_by("due_on", "pk"))
    rows = tuple(
        Row(
            f"{face.need_title} × {face.offer_title}",
            reverse("introduction", args=[face.introduction.code]),
            notes=(face.introduction.number,),
            tag=_("保密需求") if face.introduction.is_confidential else "",
            due_on=face.introduction.due_on,
            is_clock=True,
        )
        for face in faces_of(person, found)
    )
    word = _("个引荐还没有答复") if is_staff else _("个引荐等您答复")
    everything = reverse("introductions")
    empty = _("没有等答复的引荐。")
    desk.add(
        [Tile(count, word, everything, wants=bool(count) and not is_staff)],
        [Section("introductions", _("引荐"), rows, empty, everything, is_to_do=not is_staff)],
    )


def add_transfers(desk: Desk, person: Person) -> None:
    """The projects that the person looks after and that are overdue or due soon; one query."""
    if not person.may(Permission.TRANSFER_WRITE):
        return
    today = timezone.localdate()
    found, count = first_of(due_for(person, on=today))
    rows = tuple(
        Row(
            each.need_title,
            reverse("transfer", args=[each.pk]),
            notes=(each.next_action,) if each.next_action else (),
            tag=each.get_stage_display(),
            due_on=each.due_on,
        )
        for each in found
    )
    is_late = any(each.due_on is not None and each.due_on < today for each in found)
    empty = _("您负责的项目一周内没有到期的事。")
    everything = reverse("transfers")
    desk.add(
        [Tile(count, _("个项目一周内到期或已过期"), everything, bool(count), is_late)],
        [Section("transfers", _("项目的下一步"), rows, empty, everything, is_to_do=True)],
    )


def add_cases(desk: Desk, person: Person) -> None:
    """Questions to answer for who answers some; else whether one's own were answered."""
    if person.may(Permission.CASE_HANDLE):
        _add_case_queue(desk, person, timezone.localdate())
    else:
        _add_own_cases(desk, person)


def _add_case_queue(desk: Desk, person: Person, today: date) -> None:
    mine = Case.objects.visible_to(person).filter(handled_by(person))
    waiting = mine.exclude(state=CaseState.RESOLVED).filter(pause_reason="")
    found, count = first_of(waiting.order_by("answer_due_on", "pk"))
    rows = tuple(
        Row(
            _shortened(each.question),
            reverse("case", args=[each.pk]),
            tag=each.get_state_display(),
            due_on=each.deadline_on,
            is_clock=True,
        )
        for each in found
    )
    is_late = any(each.deadline_on and each.deadline_on < today for each in found)
    empty = _("没有等答复的问题。")
    everything = reverse("cases")
    desk.add(
        [Tile(count, _("个问题等答复"), everything, bool(count), is_late)],
        [Section("cases", _("诉求办理"), rows, empty, everything, is_to_do=True)],
    )


def _add_own_cases(desk: Desk, person: Person) -> None:
    """Only where there is something: most people never ask."""
    asked = Q(state=CaseState.RESOLVED, is_solved=None) | ~Q(state=CaseState.RESOLVED)
    own = Case.objects.visible_to(person).filter(asked, person=person)
    found, count = first_of(own.order_by("-pk"))
    rows = tuple(
        Row(
            _shortened(each.question),
            reverse("case", args=[each.pk]),
            tag=each.get_state_display(),
            notes=(_("已答复，请说一声解决了没有"),) if not each.is_open else (),
        )
        for each in found
    )
    if count:
        page = reverse("my-cases")
        desk.add([], [Section("cases", _("我的问题"), rows, url=page)])


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= TEXT_SHOWN else line[: TEXT_SHOWN - 1] + "…"


def add_requests(desk: Desk, person: Person) -> None:
    """Rules that wait for a second person; one query."""
    if not person.may(Permission.RULE_PUBLISH):
        return
    found = waiting_requests(person)
    everything = reverse("drafts")
    rows = tuple(
        Row(
            each.title,
            reverse("publication-request", args=[each.pk]),
            notes=(_("%(name)s 提出") % {"name": each.asked_by.name},),
            tag=each.get_kind_display(),
            due_on=each.effective_on,
        )
        for each in found[:SHOWN]
    )
    empty = _("没有等第二人发布的规则。")
    desk.add(
        [Tile(len(found), _("条规则等您发布"), everything, wants=bool(found))],
        [Section("requests", _("等第二人的规则"), rows, empty, everything, is_to_do=True)],
    )
