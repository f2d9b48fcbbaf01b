"""Finding the person or organisation that is meant, and telling why a change is refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from zhiqiao.cli.language import language
from zhiqiao.common import ErrorCode, ZhiqiaoError

if TYPE_CHECKING:
    from zhiqiao.web.accounts.models import Organisation, Person


def person_named(username: str) -> "Person":
    """The person with that sign-in name.

    Raises:
        ZhiqiaoError: nobody has it.
    """
    from zhiqiao.web.accounts.models import Person

    found = Person.objects.filter(username=username).first()
    if found is None:
        raise ZhiqiaoError(ErrorCode.PERSON_UNKNOWN, name=username)
    return found


def organisation_named(words: str) -> "Organisation":
    """The organisation with that name, number or credit code.

    Raises:
        ZhiqiaoError: there is none.
    """
    from django.db.models import Q

    from zhiqiao.web.accounts.models import Organisation

    by_name = Q(name=words) | Q(code=words) | (Q(uscc=words.upper()) & ~Q(uscc=""))
    found = Organisation.objects.filter(by_name).first()
    if found is None:
        raise ZhiqiaoError(ErrorCode.ORGANISATION_UNKNOWN, name=words)
    return found


@contextmanager
def refusals_told() -> Iterator[None]:
    """Speaks the command's language, and turns a refusal into the command's kind of error."""
    from django.utils import translation

    from zhiqiao.web.accounts.refusal import RefusedError

    with translation.override("zh-hans" if language() == "zh" else "en"):
        try:
            yield
        except RefusedError as error:
            raise ZhiqiaoError(ErrorCode.CHANGE_REFUSED, why=str(error)) from None
