"""What apps above may listen to. Sent inside the action's transaction."""

from django.dispatch import Signal

# a check after payment found that it should not have been paid; arguments: entitlement,
# actor (Person or None), text (why)
found_unsound = Signal()

# what is listed can be paid no more, or not as it was listed; arguments: numbers (of the
# entitlements that are approved for payment)
approved_changed = Signal()

# the enterprise has another account now; arguments: organisation, account (PayeeAccount), actor
account_changed = Signal()
