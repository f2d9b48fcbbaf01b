"""What other apps may listen to. Sent inside the action's transaction."""

from django.dispatch import Signal

# arguments: run (MatchRun, done or failed)
run_ended = Signal()
