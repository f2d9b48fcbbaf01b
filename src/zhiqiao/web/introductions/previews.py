"""What each side is told when a pair is proposed, for whoever is about to propose it."""

from dataclasses import dataclass

from zhiqiao.web.introductions.faces import Face
from zhiqiao.web.introductions.models import Introduction
from zhiqiao.web.introductions.moves import Party


@dataclass(frozen=True, slots=True)
class Preview:
    """The introduction as that party will find it."""

    draft: Introduction
    party: Party

    @property
    def face(self) -> Face:
        """The same face that the party's page shows."""
        hides = self.party is Party.PROVIDER and self.draft.is_confidential
        need = None if hides else self.draft.need
        return Face(self.draft, self.party, need, self.draft.offer)

    @property
    def is_seekers(self) -> bool:
        """Whether it is the need's side."""
        return self.party is Party.SEEKER
