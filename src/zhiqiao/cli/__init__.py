"""The `zhiqiao` command: every main job without the web.

What it prints for programs (`--json`) goes to standard output and nothing else does; progress,
notes and errors go to standard error. The exit status is 0 for done, 1 for something a person
can mend, 2 for a wrong call, 70 for a fault of ours and 130 for Ctrl-C.
"""

import json
import sys

from zhiqiao.cli.language import LanguageError, take_language


def main(arguments: list[str] | None = None) -> None:
    """Runs the command and leaves with its exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        rest = take_language(given)
    except LanguageError as error:
        sys.stderr.write(f"{error}\n")
        if "--json" in given:
            told = {"code": "wrong_call", "message": str(error), "rows": []}
            sys.stdout.write(json.dumps({"error": told}) + "\n")
        sys.exit(2)

    from zhiqiao.cli.running import run

    sys.exit(run(rest))
