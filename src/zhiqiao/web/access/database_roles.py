"""The SQL with which an administrator makes the roles and the database, once."""

from zhiqiao.web.access.row_security import MATCHER, MIGRATOR, WEB

_PLAIN = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"


def roles_sql(database: str) -> str:
    """Statements for a superuser's psql. They may be run again.

    Args:
        database: its name, of lower-case letters, digits and underscores.

    >>> "CREATE DATABASE zhiqiao OWNER zhiqiao_migrator" in roles_sql("zhiqiao")
    True
    """
    made = "\n".join(
        f"SELECT 'CREATE ROLE {role} {_PLAIN}' "  # noqa: S608 -- our own names
        f"WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') \\gexec"
        for role in (MIGRATOR, WEB, MATCHER)
    )
    everyone = f"{MIGRATOR}, {WEB}, {MATCHER}"
    return f"""{made}
SELECT 'CREATE DATABASE {database} OWNER {MIGRATOR} ENCODING ''UTF8'' TEMPLATE template0' \
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{database}') \\gexec
REVOKE ALL ON DATABASE {database} FROM PUBLIC;
GRANT CONNECT ON DATABASE {database} TO {everyone};
\\connect {database}
ALTER SCHEMA public OWNER TO {MIGRATOR};
REVOKE ALL ON SCHEMA public FROM PUBLIC;
-- Then set each role's password at a terminal, so that no file and no log holds it:
{_asked()}
"""  # noqa: S608 -- our own names, and the administrator's


def _asked() -> str:
    commands = (f"--   psql -c '\\password {role}'" for role in (MIGRATOR, WEB, MATCHER))
    return "\n".join(commands)
