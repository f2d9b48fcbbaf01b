"""What other apps may listen to. Sent inside the action's transaction.

A listener that puts work into the queue does so in the same transaction: the change and the work
it calls for are both stored, or neither.
"""

from django.dispatch import Signal

# arguments: side (Side), ids (list of int), person_id (int or None),
# runs_max (how many at most may be matched unasked; None: as many as the listener finds sensible)
listings_changed = Signal()
