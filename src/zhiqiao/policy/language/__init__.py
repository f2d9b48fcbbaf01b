"""The Chinese expression language: tokens, grammar, types."""
