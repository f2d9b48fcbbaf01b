"""Background jobs with progress on a page."""
