"""`zhiqiao policy ask`: the next questions for one enterprise."""

from rich.table import Table
from rich.text import Text

from zhiqiao.cli.language import language, tr
from zhiqiao.cli.output import emit, note, stdout
from zhiqiao.cli.policy.loading import day_of, facts_of, rulebook_of
from zhiqiao.cli.policy.options import OneRequest
from zhiqiao.cli.wrapping import Wrapped
from zhiqiao.policy.ask import Question, ask_next
from zhiqiao.policy.showing import money


def perform(request: OneRequest, *, limit: int) -> None:
    """Asks and prints."""
    on = day_of(request.on)
    rulebook = rulebook_of(request.folder)
    questions = ask_next(rulebook, facts_of(rulebook, request.facts), on=on, limit=limit)
    if request.as_json:
        emit({"on": on.isoformat(), "questions": [_object(each) for each in questions]})
        return
    if not questions:
        note(tr("没有要问的：已知的事实够用了。", "Nothing to ask: what is known suffices."))
        return
    table = Table(expand=True, show_lines=True)
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column(tr("问题", "Question"), ratio=3)
    table.add_column(tr("决定哪些事项", "Decides"), ratio=2)
    table.add_column(tr("涉及金额", "At stake"), justify="right", no_wrap=True)
    for number, each in enumerate(questions, start=1):
        asked = Text.assemble(each.text, (f"\n{each.fact}", "dim"))
        decides = Wrapped(Text("、".join(each.decides)))
        table.add_row(str(number), Wrapped(asked), decides, _at_stake(each))
    stdout().print(table)


def _at_stake(question: Question) -> str:
    """The most that the answer can decide on."""
    amount = money(question.at_stake_fen, language()) if question.at_stake_fen else ""
    if question.is_money_known:
        return amount
    return tr(f"{amount}以上" if amount else "不详", f"{amount} or more" if amount else "unknown")


def _object(question: Question) -> dict[str, object]:
    """A question for programs."""
    return {
        "fact": question.fact,
        "question": question.text,
        "decides": list(question.decides),
        "at_stake_fen": question.at_stake_fen,
        "is_money_known": question.is_money_known,
    }
