"""How a job is shown."""
