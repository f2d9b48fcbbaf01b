"""Runs of the matching engine, their suggestions, the grades people give."""
