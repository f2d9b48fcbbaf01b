"""A process that writes to the chain: so many actions, told one a line, and how it ends.

    python audit_writer.py COUNT [before-append | after-commit]

Each action writes one row of a table and one of the chain. A third word says where the process
dies at once, as by a power cut, in the last action.
"""

import os
import sys


def main(count, dies_at):
    from zhiqiao.cli.site import set_up_django

    set_up_django()
    from django.db import connection

    from zhiqiao.web.audit import actions, chain
    from zhiqiao.web.audit.actions import action, audit
    from zhiqiao.web.demo.models import DemoLoad

    @action
    def load(*, is_last):
        made = DemoLoad.objects.create(digest=f"{os.getpid()}")
        audit(actor=None, action="finish_demo", what=made)
        if is_last and dies_at == "before-append":
            actions.append = lambda _deeds: os._exit(9)
        if is_last and dies_at == "after-commit":
            chain._note = lambda _number, _mac: os._exit(9)  # noqa: SLF001 -- dies right there

    connection.ensure_connection()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for number in range(count):
        load(is_last=number == count - 1)
        sys.stdout.write(f"{number + 1}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
