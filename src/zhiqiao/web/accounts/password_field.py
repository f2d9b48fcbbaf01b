"""The column of password hashes, which the background worker cannot read."""

from typing import Any

from django.conf import settings
from django.db import models

from zhiqiao.web.databases import DatabaseRole


class PasswordField(models.CharField[str, str]):
    """An ordinary column; for the background worker every row has an empty one.

    Its role in PostgreSQL has no right to the column, so a query that named it would fail. It has
    no right to change people either: the empty value is never written.
    """

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, Any]:
        """The column's name, or an empty text in its place."""
        if settings.ZHIQIAO_DATABASE_ROLE == DatabaseRole.MATCHER:
            return "''", []
        formatted: tuple[str, Any] = super().select_format(compiler, sql, params)
        return formatted

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """For migrations it is a column of text."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
