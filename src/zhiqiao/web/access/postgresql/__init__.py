"""Django's PostgreSQL engine, with row-level security for the visitor of the moment."""
