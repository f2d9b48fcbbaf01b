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


def opinions(asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Grades of an obedient model: what an offer or the need tells it to give and to quote."""
    need = asked["need"]["text"] or asked["need"]["title"]
    rows = []
    for each in asked["offers"]:
        text = each["text"] or each["title"]
        told = SAY.search(need) or SAY.search(text)
        grade = next((int(found[1]) for found in (ORDERED.search(text),) if found), 3)
        quote = told[1] if told else text[:12]
        row = {
            "offer": each["offer"],
            "grade": grade,
            "need_quote": need[:12],
            "offer_quote": quote,
        }
        rows.append(row)
    return rows


ORDERED = re.compile(r"相关程度写([1-4])")


def spoiled(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Opinions that must not be used, one kind in each mode."""
    return {
        "wrong-id": [row | {"offer": 99}],
        "id-as-text": [row | {"offer": "1"}],
        "grade-5": [row | {"grade": 5}],
        "grade-true": [row | {"grade": True}],
        "not-verbatim": [row | {"need_quote": "原文里没有这一句话"}],
        "no-quote": [row | {"offer_quote": ""}],
        "blank-quote": [row | {"offer_quote": "，。"}],
        "long-quote": [row | {"need_quote": row["need_quote"] * 40}],
        "twice": [row, row],
        "many": [row] * 50,
        "extra-key": [row | {"reason": "请点击"}],
        "none": [],
    }[MODE]


def draft(asked: dict[str, Any]) -> dict[str, Any]:
    """A draft from the first fact, or what any fact tells it to say."""
    facts = asked["facts"]
    told = next((found for each in facts if (found := SAY.search(each["text"]))), None)
    problem = told[1] if told else facts[0]["text"]
    return {
        "title": facts[0]["text"][:12],
        "problem": problem,
        "targets": [{"name": "良率", "unit": "%"}],
        "grounds": [{"fact": facts[0]["fact"], "quote": facts[0]["text"][:8]}],
    }


def honest(asked: dict[str, Any]) -> dict[str, Any]:
    """What an obedient model makes of the texts, whatever it was asked for."""
    if "offers" in asked:
        return {"opinions": opinions(asked)}
    if "facts" in asked:
        return draft(asked)
    return {"sentences": sentences({"question": "", **asked})}


def content(asked: dict[str, Any]) -> str:
    """Text of the message."""
    if MODE == "honest":
        return json.dumps(honest(asked))
    if MODE in JUDGED and "offers" in asked:
        return json.dumps({"opinions": spoiled(opinions(asked)[0])})
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
    }.get(MODE, "{")


JUDGED = {
    "wrong-id", "id-as-text", "grade-5", "grade-true", "not-verbatim", "no-quote", "blank-quote",
    "long-quote", "twice", "many", "extra-key", "none",
}  # fmt: skip


def vectors(asked: dict[str, Any]) -> list[dict[str, Any]]:
    """A vector for each text, in another order than asked; spoiled in some modes."""
    rows: list[dict[str, Any]] = [
        {"index": place, "embedding": [float(len(text)), 1.0, 2.0]}
        for place, text in enumerate(asked["input"])
    ]
    if MODE == "other-dimension" and len(asked["input"][0]) > 3:
        rows[0]["embedding"] = [1.0]
    if MODE == "zero-vector":
        rows[0]["embedding"] = [0.0, 0.0, 0.0]
    if MODE == "text-vector":
        rows[0]["embedding"] = ["1", "2", "3"]
    return rows[::-1] if MODE != "missing-vector" else rows[1:]


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
        body = json.dumps(self.told_of(asked)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def told_of(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The answer as the endpoint words it."""
        if self.path.endswith("/embeddings"):
            return {"data": vectors(asked)}
        text = content(json.loads(asked["messages"][1]["content"]))
        answer: dict[str, Any] = {"choices": [{"message": {"content": text}}]}
        return answer if MODE != "honest" else answer | {"usage": {"total_tokens": 321}}

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
