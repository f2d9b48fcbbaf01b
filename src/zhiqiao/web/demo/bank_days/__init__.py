"""Rehearsed days of a department and its bank, with everything that goes wrong between them."""
