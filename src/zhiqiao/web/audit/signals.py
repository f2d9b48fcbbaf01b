"""What other apps may listen to. Sent inside the action's transaction, once its deeds are told.

A listener that raises undoes the whole action.
"""

from django.dispatch import Signal

# arguments: name (str, of the action)
action_ends = Signal()
