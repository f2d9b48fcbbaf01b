"""`zhiqiao person`: the people who can sign in."""
