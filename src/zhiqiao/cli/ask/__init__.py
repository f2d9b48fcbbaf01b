"""`zhiqiao ask`: passages of the rules that answer a question."""
