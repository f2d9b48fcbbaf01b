"""`zhiqiao bank`: what goes to the bank, and a bank to try it with."""
