"""A server's refusal in the words of the command line."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from zhiqiao.client import ClientError
from zhiqiao.client.errors import detail_of
from zhiqiao.common import ErrorCode

NOT_FOUND = 404


@contextmanager
def options_named(options: Mapping[str, str]) -> Iterator[None]:
    """Calls the fields that the server refuses by the options they came from."""
    try:
        yield
    except ClientError as error:
        if error.problem:
            called = {f"#/{field}": option for field, option in options.items()}
            error.data["detail"] = detail_of(error.problem, called)
        raise


@contextmanager
def own_profile_needed() -> Iterator[None]:
    """Says so where the token speaks for nobody with a profile of their own."""
    try:
        yield
    except ClientError as error:
        if error.status == NOT_FOUND and "permission" in error.problem:
            raise ClientError(ErrorCode.PROFILE_NONE) from error
        raise


@contextmanager
def fact_needed(name: str) -> Iterator[None]:
    """Says so where the server knows no fact of that name."""
    try:
        yield
    except ClientError as error:
        if error.status == NOT_FOUND:
            raise ClientError(ErrorCode.FACT_UNKNOWN, name=name) from error
        raise
