"""What a form hands over about people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class NewPerson:
    """Someone to get an account. Never printed: it holds a password."""

    username: str
    name: str
    password: str
    email: str = ""
    phone: str = ""
