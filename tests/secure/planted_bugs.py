"""Faults that are planted into the product at run time, to see that the proofs catch them.

An edit is (module, name, old text, new text): the function or constant of that name is what it
would be had somebody written it so. A drop is a constraint that the database does not have.
"""

import inspect
import sys
from dataclasses import dataclass
from importlib import import_module

PAYOUTS, READING = "zhiqiao.web.payouts", "zhiqiao.web.reconciliation"
ANY_KEY = "*"


@dataclass(frozen=True)
class Bug:
    """One planted fault.

    Attributes:
        edits: of the code; drops: (table, constraint), or every unique key of the table with "*".
        needs: the database that it shows on; "" for both.
    """

    edits: tuple = ()
    drops: tuple = ()
    needs: str = ""

    def patch(self):
        """Edits the code of this process."""
        for module, name, old, new in self.edits:
            _edit(import_module(module), name, old, new)


_edited = {}


def _edit(module, name, old, new):
    former = getattr(module, name)
    written = former if isinstance(former, str) else None
    text = _edited.get(former) or written or inspect.getsource(former)
    if old not in text:
        raise LookupError(f"{module.__name__}.{name} is written otherwise by now")
    changed = source = text.replace(old, new)
    if not isinstance(former, str):
        exec(compile(changed, f"<planted in {name}>", "exec"), vars(module))  # noqa: S102
        changed = vars(module)[name]
    _edited[changed] = source
    for other in list(sys.modules.values()):
        if getattr(other, "__name__", "").startswith("zhiqiao") and (
            vars(other).get(name) is former
        ):
            setattr(other, name, changed)


NO_LOCK = (f"{PAYOUTS}.moves_actions", "locked", ".select_for_update()", "")
NO_ENQUIRY = (f"{PAYOUTS}.sending", "_send", "if chunk.state == ChunkState.UNKNOWN:", "if False:")


def _resent(new):
    """What is sent the second time is not what was sent the first time."""
    call = "link.send(name_of(chunk.message_id), content=content_of(chunk))"
    again = f"""if chunk.attempts > 1:
            link.send(name_of(chunk.message_id), content=content_of(chunk){new})
        else:
            {call}"""
    return NO_ENQUIRY, (f"{PAYOUTS}.sending", "_transmit", call, again)


BUGS = {
    "no row lock": Bug((NO_LOCK,), needs="postgresql"),
    "no row lock and no keys": Bug(
        (NO_LOCK, (f"{PAYOUTS}.release_actions", "_has_account", ".select_for_update()", ""),
         (f"{PAYOUTS}.entitlement_actions", "move_entitlements",
                   "if moved != payout_list.lines.unscoped().count():", "if False:"),
         (f"{PAYOUTS}.release_actions", "_post_entries",
          "!= (payout_list.count, payout_list.total_fen)", "== (0, 0)")),
        (("payouts_payment", ANY_KEY), ("payouts_chunk", ANY_KEY), ("ledger_entry", ANY_KEY),
         ("payouts_payoutlist", ANY_KEY)),
        needs="postgresql",
    ),
    "no key of the live payment": Bug(drops=(("payouts_payment", "one_live_payment"),)),
    "no key of entries": Bug(
        drops=(("ledger_entry", "one_entry_a_key"),), needs="postgresql"
    ),
    "no floor": Bug(drops=(("ledger_account", "ledger_account_floor"),)),
    "resent under a new message id": Bug(
        _resent(".replace(b'<MsgId>ZQL', b'<MsgId>ZQN')"),
    ),
    "resent under new ids of the payments": Bug(
        _resent(".replace(b'<MsgId>ZQL', b'<MsgId>ZQN').replace(b'ZQE', b'ZQF')"),
    ),
    "resent with other bytes": Bug(_resent(".replace(b'<Nm>', b'<Nm> ')")),
    "a time-out is taken for not sent": Bug(
        ((f"{PAYOUTS}.sending", "_transmit", "mark_unknown", "mark_unsent"),)
    ),
    "money in floats": Bug(
        (("zhiqiao.bank.amounts", "to_yuan", "    sign =", """\
    import numpy
    amount_fen = int(numpy.float32(amount_fen))
    sign ="""),)
    ),
    "amounts rounded to yuan": Bug(
        ((f"{PAYOUTS}.release_actions", "_PAYMENTS", "placed.amount_fen,\n",
          "placed.amount_fen / 100 * 100,\n"),)
    ),
    "entries rounded to yuan": Bug(
        ((f"{PAYOUTS}.release_actions", "_TO_POST", "amount_fen,",
          "amount_fen / 100 * 100 AS amount_fen,"),
         (f"{PAYOUTS}.release_actions", "_post_entries",
          "!= (payout_list.count, payout_list.total_fen)", "== (0, 0)"))
    ),
    "half a click": Bug(
        ((f"{PAYOUTS}.release_actions", "release", "    _make_payments(current)\n", """\
    _make_payments(current)
    with connection.cursor() as cursor:
        cursor.execute("COMMIT")
        cursor.execute("BEGIN")
"""),)
    ),
    "no look at what changed": Bug(
        ((f"{PAYOUTS}.release_actions", "_what_changed", "    found = []\n", "    return ()\n"),)
    ),
    "the maker approves": Bug(
        ((f"{PAYOUTS}.check_actions", "approve", "if current.maker_id == actor.pk:", "if False:"),
         (f"{PAYOUTS}.check_actions", "approve", "Permission.PAYOUT_CHECK",
          "Permission.PAYOUT_MAKE")),
        (("payouts_payoutlist", "list_takes_two_people"),),
    ),
    "the reservation is kept": Bug(
        ((f"{PAYOUTS}.check_actions", "free_reservation", "if payout_list.reservation is None:",
          "if True:"),)
    ),
    "a rejection leaves its reservation": Bug(
        ((f"{PAYOUTS}.payment_actions", "reject_all",
          'count, _fen = _resolve(found, Phase.VOID, word="void", on=on)',
          "count = len(told)"),)
    ),
    "a rejection is taken for an acceptance": Bug(
        ((f"{READING}.status_actions", "_word", 'return "rejected" if is_rejected else "pending"',
          'return "accepted"'),)
    ),
    "settled as often as it is told": Bug(
        ((f"{READING}.line_matching_actions", "_MET", "THEN 1", "THEN 2"),
         (f"{READING}.line_matching_actions", "_PAID", "stood IN ('queued', 'accepted')", "1 = 1"))
    ),
    "a return is income twice": Bug(
        ((f"{PAYOUTS}.payment_actions", "return_all", "    count, _fen = post_all(\n", """\
    post_all(
        _amounts(found, "income"),
        movement=Movement.RETURN,
        debit=treasury_of(department),
        credit=suspense_of(department),
        source=SOURCE,
        on=on,
    )
    count, _fen = post_all(
"""),)
    ),
    "the cursor is kept before the file": Bug(
        ((f"{READING}.exchange", "fetch_files", "            file = actions.fetch_one(", """\
            from zhiqiao.web.audit.guard import without_guard
            with without_guard():
                BankCursor.objects.update_or_create(
                    link=link_name, defaults={"position": arrived.cursor}
                )
            file = actions.fetch_one("""),)
    ),
    "a file is left out": Bug(
        ((f"{PAYOUTS}.sending", "_send", "    return _transmit(link, chunk)", """\
    if chunk.number == 2:
        chunk_actions.mark_sent(chunk=chunk)
        return True
    return _transmit(link, chunk)"""),)
    ),
    "paid anew as the same attempt": Bug(
        ((f"{PAYOUTS}.reissue_actions", "_next", "former.attempt + 1", "former.attempt"),)
    ),
    "paid anew from the budget": Bug(
        ((f"{PAYOUTS}.reissue_actions", "_reissue", "movement=Movement.REISSUE",
          "movement=Movement.PAY"),
         (f"{PAYOUTS}.reissue_actions", "_reissue", "debit=suspense_of(department)",
          "debit=payout_list.budget_line.account"))
    ),
}  # fmt: skip


def drop(table, name):
    """Takes a constraint away, as the owner of the tables may."""
    from django.db import connection

    return (_drop_on_postgresql if connection.vendor == "postgresql" else _drop_on_sqlite)(
        table, name
    )


def _drop_on_sqlite(table, name):
    """An index, or a CHECK of the table's own text; one of a table's keys cannot be dropped."""
    from django.db import connection

    with connection.cursor() as cursor:
        if cursor.execute("SELECT 1 FROM sqlite_master WHERE name = %s", [name]).fetchone():
            cursor.execute(f'DROP INDEX "{name}"')
            return
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
        (text,) = cursor.fetchone()
        cursor.execute("PRAGMA writable_schema = ON")
        given = [_without(text, f', CONSTRAINT "{name}" CHECK '), table]
        cursor.execute("UPDATE sqlite_master SET sql = %s WHERE name = %s", given)


def _without(text, head):
    """The text without what begins so and ends with the bracket that closes it."""
    start = text.index(head)
    depth, end = 0, start + len(head)
    while True:
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        end += 1
        if not depth:
            return text[:start] + text[end:]


def _drop_on_postgresql(table, name):
    from django.db import connection
    from tests.postgresql.server import administrator

    where = "" if name == ANY_KEY else f"AND own.relname = '{name}'"
    keys = f"""SELECT own.relname FROM pg_index JOIN pg_class AS own ON own.oid = indexrelid
        WHERE indrelid = '{table}'::regclass AND indisunique AND NOT indisprimary {where}"""  # noqa: S608
    with administrator(connection.settings_dict["NAME"]) as owner:
        names = [row[0] for row in owner.execute(keys)] or [name]
        for each in names:
            owner.execute(f'ALTER TABLE {table} DROP CONSTRAINT IF EXISTS "{each}"')
            owner.execute(f'DROP INDEX IF EXISTS "{each}"')
