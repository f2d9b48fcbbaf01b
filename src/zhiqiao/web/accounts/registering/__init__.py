"""Registering an organisation, or oneself with one, in three steps."""
