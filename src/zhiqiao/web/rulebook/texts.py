"""The texts of rules, as they stand in files and publications."""

from collections.abc import Iterator

from zhiqiao.web.rulebook.actions import digest_of
from zhiqiao.web.rulebook.current import policies_folder, rulebook_in
from zhiqiao.web.rulebook.models import PublishedText


def text_of(programme_id: str) -> str:
    """The text that is in force for a programme; "" where there is none."""
    row = PublishedText.objects.filter(programme_id=programme_id).order_by("-id").first()
    return row.text if row else _file_text(programme_id)


def standing_of(programme_id: str) -> str:
    """What tells how a programme stands from how it stood after any other publication or repeal.

    A repeal keeps the text, so the text alone does not tell; "" where there is no programme.
    """
    row = PublishedText.objects.filter(programme_id=programme_id).order_by("-id").first()
    if row:
        return row.digest
    text = _file_text(programme_id)
    return digest_of(text) if text else ""


def _file_text(programme_id: str) -> str:
    folder = policies_folder()
    programme = rulebook_in(folder).programme(programme_id)
    if programme is None:
        return ""
    return (folder.parent / programme.place.file).read_text("utf-8-sig")


def publications_of(programme_id: str) -> list[PublishedText]:
    """What was published of a programme, the newest first, with the people and the department."""
    rows = PublishedText.objects.filter(programme_id=programme_id).order_by("-id")
    return list(rows.select_related("drafted_by", "published_by", "department"))


def newest_texts() -> Iterator[PublishedText]:
    """The newest publication of each programme, in order of the ids."""
    found: dict[str, PublishedText] = {}
    for row in PublishedText.objects.order_by("id").iterator():
        found[row.programme_id] = row
    return (found[id_] for id_ in sorted(found))
