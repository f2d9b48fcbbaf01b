"""What apps above may listen to, about the background process."""

from django.dispatch import Signal

worker_started = Signal()
"""A background process starts; what an earlier one left midway may be put back. No arguments."""

task_given_up = Signal()
"""A task ended worker after worker and will not be tried again.

Arguments: task (DBTaskResult), error (Exception).
"""
