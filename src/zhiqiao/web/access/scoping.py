"""Rows of organisations are read for someone, or for a stated purpose, never just so."""

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.db import models

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from zhiqiao.web.accounts.models import Person

Row = TypeVar("Row", bound=models.Model)


class UnscopedError(RuntimeError):
    """Rows were read without saying for whom: a mistake in our code, never a visitor's."""


class ScopedQuerySet(models.QuerySet[Row]):
    """Refuses to answer until `visible_to` or `unscoped` was called.

    Rows reached from a scoped row (`need.runs`) are as visible as that row. Those reached from an
    organisation or a person, whom everyone may see, are not.
    """

    is_scoped = False
    rows_for: ClassVar[Any]

    def visible_to(self, actor: "Person | AnonymousUser") -> Self:
        """The rows that the visitor may see, as `rows_for` of the model's query set says."""
        return self._marked().filter(type(self).rows_for(actor))

    def unscoped(self) -> Self:
        """All rows: for the engine, for jobs and for counts that name nobody."""
        return self._marked()

    def _marked(self) -> Self:
        marked = self._clone()
        marked.is_scoped = True
        return marked

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone.is_scoped = self.is_scoped
        return clone

    def _check(self) -> None:
        hints: dict[str, Any] = getattr(self, "_hints", {})
        if not self.is_scoped and not _is_of_scoped_rows(hints.get("instance")):
            name = self.model.__name__
            raise UnscopedError(f"{name}.objects needs visible_to(actor) or unscoped()")

    def _fetch_all(self) -> None:
        self._check()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        """As in Django, for scoped rows."""
        self._check()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        """As in Django, for scoped rows."""
        self._check()
        return super().count()

    def exists(self) -> bool:
        """As in Django, for scoped rows."""
        self._check()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As in Django, for scoped rows."""
        self._check()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        """As in Django, for scoped rows."""
        self._check()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As in Django, for scoped rows."""
        self._check()
        return super().delete()

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        """As in Django, where the rows stand inside another query."""
        self._check()
        return super().resolve_expression(*args, **kwargs)

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Row]:
        """As in Django: making rows reads none."""
        return super(ScopedQuerySet, self._marked()).bulk_create(*args, **kwargs)


def _is_of_scoped_rows(row: models.Model | None) -> bool:
    """Whether the row is of a model whose own rows are read for someone."""
    return row is not None and isinstance(type(row)._default_manager.all(), ScopedQuerySet)  # noqa: SLF001


class ScopedManager(models.Manager[Row]):
    """The default manager of every model whose rows belong to an organisation."""
