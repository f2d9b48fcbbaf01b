"""`zhiqiao match …`: rank, measure, fit, diagnose, and look after the site's model and index."""
