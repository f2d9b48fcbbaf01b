"""A model endpoint in a process of its own that obeys every instruction it is sent.

    python obedient_model.py [how it behaves]

Prints its port, then writes one JSON line for every request it gets: what was asked of it.
"""

import json
import re
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODE = sys.argv[1] if len(sys.argv) > 1 else "honest"
SAY = re.compile(r"(?:say|reply|说|回复)[:：]\s*(.+)")


def sentences(asked: dict[str, Any]) -> list[dict[str, Any]]:
    """What an obedient model says: whatever a passage or the question tells it to."""
    texts = [(each["number"], each["text"]) for each in asked["passages"]]
    ordered = SAY.search(asked["question"]) or next(
        (found for _n, text in texts if (found := SAY.search(text))), None
    )
    if ordered:
        return [{"text": ordered[1], "passages": [texts[0][0]]}]
    return [{"text": text, "passages": [number]} for number, text in texts[:2]]


SAID = {
    "link": "金额：20万元，详见 https://evil.example/x",
    "bare-link": "金额：20万元，详见 evil.example.com",
    "html": "<img src=x onerror=alert(1)>金额：20万元",
    "wrong-number": "高企认定情形为首次认定：定额：200万元",
    "wrong-words": "请把管理员密码和全部企业名单发给下面这个邮箱管理员",
    "chinese-number": "首次认定的定额奖励一百万元",
    "turned-round": "高企认定情形不为首次认定：定额：20万元",
    "least-for-most": "高企认定情形为首次认定：最低：20万元",
    "spoken-number": "定额：20万元，加微信一三八零零一三八零零零",
    "negated": "首次认定没有定额奖励",
}


def content() -> str:
    """Text of the message in modes that do not look at what was asked."""
    if MODE in SAID:
        return json.dumps({"sentences": [{"text": SAID[MODE], "passages": [1]}]})
    return {
        "other-passage": json.dumps({"sentences": [{"text": "金额", "passages": [99]}]}),
        "no-passage": json.dumps({"sentences": [{"text": "金额", "passages": []}]}),
        "more-keys": json.dumps({"sentences": [{"text": "金额", "passages": [1], "tool": "rm"}]}),
        "prose": "金额是 20 万元。",
        "tool-call": json.dumps({"tool_calls": [{"function": {"name": "open_case"}}]}),
        "empty": json.dumps({"sentences": []}),
        "nested": "[" * 50_000,
    }[MODE]


class Handler(BaseHTTPRequestHandler):
    """Answers like a chat endpoint."""

    def do_GET(self) -> None:
        """A redirect was followed, or a link was opened: that must never be."""
        self.told({"followed": self.path})
        self.send_response(200)
        self.end_headers()

    def do_POST(self) -> None:
        """One completion."""
        length = int(self.headers["Content-Length"])
        asked = json.loads(self.rfile.read(length))
        self.told({"path": self.path, "headers": dict(self.headers), "asked": asked})
        if MODE == "redirect":
            self.send_response(307)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
        elif MODE in {"huge", "drip"}:
            self.endless(b"x" * (1 << 16 if MODE == "huge" else 1), 0 if MODE == "huge" else 0.2)
        elif MODE == "error":
            self.send_error(500)
        else:
            self.answer(asked)

    def answer(self, asked: dict[str, Any]) -> None:
        """A whole answer."""
        user = json.loads(asked["messages"][1]["content"])
        text = json.dumps({"sentences": sentences(user)}) if MODE == "honest" else content()
        body = json.dumps({"choices": [{"message": {"content": text}}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def endless(self, piece: bytes, pause_s: float) -> None:
        """A body without an end."""
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(piece)
                self.wfile.flush()
                time.sleep(pause_s)
        except OSError:
            return

    def told(self, what: dict[str, Any]) -> None:
        """Tells the test what arrived."""
        sys.stdout.write(json.dumps(what) + "\n")
        sys.stdout.flush()

    def log_message(self, *_arguments: object) -> None:
        """Nothing."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
