"""Publishing texts, and saying which organisation a department is."""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from zhiqiao.policy.overlay import laid_over, read_over
from zhiqiao.rulefiles.folder import programme_files
from zhiqiao.rulefiles.text_files import read_yaml_text
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.rulebook.current import policies_folder, rulebook, rulebook_in
from zhiqiao.web.rulebook.laying import rules
from zhiqiao.web.rulebook.models import DepartmentName, PublishedText

NOTE_CHARS_MAX = 500


@dataclass(frozen=True, slots=True)
class Publication:
    """A text to be published, and whose it is."""

    text: str
    department: Organisation | None = None
    note: str = ""
    repealed_on: date | None = None
    is_demo: bool = False


def digest_of(text: str) -> str:
    """What tells a text from every other."""
    return hashlib.sha256(text.encode()).hexdigest()


def add_text(
    publication: Publication, *, drafted_by: Person | None, published_by: Person | None
) -> PublishedText:
    """Lays a text over the rules, inside another action; all processes judge by it in a second.

    Raises:
        PolicyError: it cannot be read, or does not go with the other rules; nothing is written.
        IntegrityError: somebody else published the same programme at this moment.
    """
    book = rulebook()
    programme = read_over(book, publication.text, "published.yaml")
    laid_over(book, {programme.id: programme})
    last = PublishedText.objects.order_by("-id").first()
    row = PublishedText.objects.create(
        programme_id=programme.id,
        number=PublishedText.objects.filter(programme_id=programme.id).count() + 1,
        text=publication.text,
        digest=_chained(publication, last),
        department=publication.department,
        drafted_by=drafted_by,
        published_by=published_by,
        repealed_on=publication.repealed_on,
        note=publication.note[:NOTE_CHARS_MAX],
        is_demo=publication.is_demo,
    )
    rules.look_again()
    transaction.on_commit(rules.look_again)
    audit(
        actor=published_by,
        action="repeal_rule" if row.repealed_on else "publish_rule",
        what=row,
        data={"number": row.number, "text_digest": digest_of(row.text)},
        organisation_id=publication.department.pk if publication.department else None,
    )
    return row


def _chained(publication: Publication, last: PublishedText | None) -> str:
    ended = publication.repealed_on.isoformat() if publication.repealed_on else ""
    return digest_of(f"{last.digest if last else ''}\n{ended}\n{publication.text}")


@action
def publish_texts(*, folder: Path, is_demo: bool) -> int:
    """Publishes the files of a folder that say something else than what is in force; how many.

    As the system: no person drafted or published them here. What people published stays.

    Raises:
        PolicyError: one of them cannot be read, or does not go with the other rules.
    """
    known = {row.programme_id: row for row in PublishedText.objects.order_by("id")}
    base = rulebook_in(policies_folder())
    count = 0
    for path in programme_files(folder):
        text = read_yaml_text(path, path.name)
        last = known.get(read_over(base, text, path.name).id)
        if last is None or (last.published_by_id is None and last.text != text):
            publication = Publication(text, is_demo=is_demo)
            add_text(publication, drafted_by=None, published_by=None)
            count += 1
    audit(actor=None, action="publish_rules", what=PublishedText, data={"count": count})
    return count


@action
def assign_department(*, actor: Person, name: str, organisation: Organisation | None) -> None:
    """Says which organisation a department in the rules is; None: the one of that name, if any."""
    if organisation is None:
        DepartmentName.objects.filter(name=name).delete()
    else:
        DepartmentName.objects.update_or_create(name=name, defaults={"organisation": organisation})
    data = {"organisation": organisation.pk if organisation else None}
    audit(actor=actor, action="assign_department", what=DepartmentName, data=data)


def move_department(*, source: Organisation, target: Organisation) -> int:
    """Names that stood for a merged organisation stand for the other; inside its action."""
    return DepartmentName.objects.filter(organisation=source).update(organisation=target)
