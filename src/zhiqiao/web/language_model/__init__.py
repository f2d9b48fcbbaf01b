"""The language model that the operator may name: its budget, what is kept, what was asked."""
