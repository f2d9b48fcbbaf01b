"""A real PostgreSQL for the tests: one server a run, one database a worker, the site's own role."""
