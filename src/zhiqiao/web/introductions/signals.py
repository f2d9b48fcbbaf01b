"""What other apps may listen to. Sent inside the action's transaction."""

from django.dispatch import Signal

# both sides have consented; arguments: introduction (Introduction), actor (Person, the second)
introduction_opened = Signal()
