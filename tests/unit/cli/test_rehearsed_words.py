"""Whatever a rehearsal of bank days counts has words in both languages."""

import re
from pathlib import Path

import zhiqiao
from zhiqiao.cli.payout.wording import DEEDS, FAULTS

ROOT = Path(zhiqiao.__file__).parent
FAULT = re.compile(r"""(?:befell|_unheard)\(\s*"([a-z_]+)\"""")
DEED = re.compile(r"""(?:befalls|is_refused)\(\s*"([a-z_]+)"|met\["([a-z_]+)"\]""")


def named(pattern, folder):
    texts = (path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))
    return {"".join(found) for text in texts for found in pattern.findall(text)}


def test_every_fault_and_every_deed_has_words():
    assert named(FAULT, ROOT / "bank" / "simulator") == set(FAULTS)
    assert named(DEED, ROOT / "web" / "demo" / "bank_days") == set(DEEDS)
    assert all(all(words) for words in (*FAULTS.values(), *DEEDS.values()))
