"""The REST API: the same actions and reads as the pages, for programs; and signed webhooks."""
