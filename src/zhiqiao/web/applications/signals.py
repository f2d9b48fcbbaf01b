"""What apps above may listen to. Sent inside the action's transaction."""

from django.dispatch import Signal

# a department granted an application; arguments: application, content (what was handed in, as
# frozen), actor (Person or None)
application_approved = Signal()
