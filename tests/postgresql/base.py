"""The product's engine, but a test database is a copy of the template, emptied by a superuser."""

from django.db.backends.postgresql.creation import DatabaseCreation as PostgreSQLCreation
from django.db.backends.postgresql.operations import DatabaseOperations as PostgreSQLOperations
from tests.postgresql import server

from zhiqiao.web.access.postgresql import base

KEPT = {"django_content_type", "django_migrations", "auth_permission"}


class DatabaseCreation(PostgreSQLCreation):
    """Copies and drops databases as the administrator; the tests themselves are the site."""

    def create_test_db(self, *_args, **_kwargs):
        name = self._get_test_db_name()
        server.make_database(name)
        self.connection.close()
        self.connection.settings_dict["NAME"] = name
        self.connection.ensure_connection()
        return name

    def destroy_test_db(self, *_args, **_kwargs):
        self.connection.close()


class DatabaseOperations(PostgreSQLOperations):
    """The site's role may not truncate, which is how Django empties tables between tests."""

    def sql_flush(self, style, tables, *, reset_sequences=False, allow_cascade=False):
        return super().sql_flush(
            style,
            [table for table in tables if table not in KEPT],
            reset_sequences=reset_sequences,
            allow_cascade=allow_cascade,
        )

    def execute_sql_flush(self, sql_list):
        with server.administrator(self.connection.settings_dict["NAME"]) as connection:
            connection.execute("SET session_replication_role = replica")  # audit rows too
            connection.execute("SET session_replication_role = replica")  # no trigger objects
            for statement in sql_list:
                connection.execute(statement)


class DatabaseWrapper(base.DatabaseWrapper):
    creation_class = DatabaseCreation
    ops_class = DatabaseOperations
