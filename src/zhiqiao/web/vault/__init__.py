"""Sealed texts: encrypted, each with a key of its own."""
