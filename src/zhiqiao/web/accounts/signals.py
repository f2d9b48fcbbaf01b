"""What other apps may listen to. Sent inside the action's transaction.

A listener that raises undoes the whole change: access never ends by half.
"""

from django.dispatch import Signal

# arguments: people (list of int), organisation_id (int; None: everywhere), actor (Person or None)
access_ended = Signal()

# a person's password was changed, as after it became known; arguments: person, actor
password_renewed = Signal()

# sent once the source's people are out; arguments: source, target (Organisation), actor
organisations_merged = Signal()

# arguments: organisation (Organisation), actor (Person or None)
organisation_deactivated = Signal()
