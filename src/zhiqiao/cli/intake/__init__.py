"""`zhiqiao import`: files brought by an operator, on the same path as the site's."""
