"""What other apps may listen to. Sent after the transaction has been committed."""

from django.dispatch import Signal

# arguments: side (Side), ids (list of int), person_id (int or None)
listings_changed = Signal()
