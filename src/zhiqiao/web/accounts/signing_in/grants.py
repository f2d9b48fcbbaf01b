"""A short word for what a person may do now, to notice when it changes."""

import hashlib

from zhiqiao.web.accounts.models import Person

LENGTH = 16


def grant_digest(person: Person) -> str:
    """Equal as long as the person acts for the same organisation in the same roles."""
    text = f"{person.pk}:{person.organisation_id}:{','.join(sorted(person.roles))}"
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]
