"""`zhiqiao bank set-aside`: a file of no known department, taken from what there is to do."""

from zhiqiao.cli.bank.listing import told
from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, note
from zhiqiao.cli.person.finding import refusals_told
from zhiqiao.cli.site import set_up_site
from zhiqiao.common import ErrorCode, ZhiqiaoError


def perform(number: int, *, why: str, as_json: bool) -> None:
    """Sets it aside.

    Raises:
        ZhiqiaoError: no file has that number, or it is a department's or not refused.
    """
    set_up_site()
    from zhiqiao.web.reconciliation.models import BankFile
    from zhiqiao.web.reconciliation.setting_aside_actions import set_aside

    found = BankFile.objects.unscoped().filter(pk=number).first()
    if found is None:
        words = tr(
            f"没有编号 {number} 的银行文件，请用 zhiqiao bank files 看编号。",
            f"No file has the number {number}; zhiqiao bank files shows the numbers.",
        )
        raise ZhiqiaoError(ErrorCode.CHANGE_REFUSED, why=words)
    with refusals_told():
        file = set_aside(actor=None, file=found, reason=why)
    if as_json:
        emit(told(file))
    else:
        note(tr(f"{file.name} 已搁置。", f"{file.name} is set aside."))
