r"""Draw a real message as a web page in Discord's look: the pictures in the documents are screenshots of such pages.

    PYTHONPATH=. python docs/images/render.py "who went with milley to the war memorial?" > reply.html
    PYTHONPATH=. python docs/images/render.py --message preview.json > preview.html
    chromium --headless --hide-scrollbars --window-size=720,418 --force-device-scale-factor=2 \
      --screenshot=reply.png reply.html

The components are the ones that the bot sends: of a reply, from the fact file that ships; of any other message, as
Discord was given them (``components`` of the request, as JSON). Only their drawing is ours.
"""
# ruff: noqa: INP001, T201 - a script beside the picture that it makes, and it prints

import json
import re
import sys
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from bot.cards import render_reply
from bot.factstore import load_snapshot
from bot.settings import shipped_facts
from bot.text.wording import Wording

_STYLE = """
body { margin: 0; background: #313338; color: #dbdee1; font: 16px/1.375 Inter, "Noto Sans", sans-serif; width: 720px }
main { padding: 18px 16px 20px 72px; position: relative }
h4 { margin: 0 0 2px; color: #f2f3f5; font-weight: 500 }
h4 small { color: #949ba4; font-size: 12px; font-weight: 400; margin-left: 6px }
h4 b { background: #5865f2; border-radius: 3px; color: #fff; font-size: 10px; padding: 2px 4px; margin-left: 5px }
p { margin: 0; white-space: pre-line }
i { background: #3c4270; border-radius: 3px; color: #c9cdfb; font-style: normal; padding: 0 2px }
u { background: #3f4248; border-radius: 3px; text-decoration: none; padding: 0 2px }
hr { border: 0; border-top: 1px solid #46484f; margin: 12px 0; width: 100% }
.face { position: absolute; left: 16px; width: 40px; height: 40px; border-radius: 50%; color: #fff; text-align: center;
        line-height: 40px; font-weight: 600 }
.message { margin-bottom: 18px; min-height: 40px }
.type17 { background: #393a41; border: 1px solid #46484f; border-radius: 8px; padding: 14px 16px; margin: 6px 0 8px }
.type17 p + p { margin-top: 8px }
.type1 { display: flex; gap: 8px; flex-wrap: wrap; margin-top: 8px }
.button { background: #4e5058; border-radius: 8px; color: #fff; font-size: 14px; font-weight: 500; padding: 6px 14px }
.menu { background: #383a40; border: 1px solid #46484f; border-radius: 8px; color: #949ba4; flex: 1; padding: 8px 12px }
h3 { color: #f2f3f5; font-size: 18px; margin: 0 0 4px } small.sub { color: #949ba4; font-size: 13px }
code, pre { background: #2b2d31; border-radius: 3px; font: 14px/1.4 Consolas, "Noto Sans Mono CJK KR", monospace }
code { padding: 1px 3px }
pre { border: 1px solid #46484f; border-radius: 6px; margin: 4px 0; padding: 8px; white-space: pre-wrap }
pre .add { color: #7ec699 } pre .out { color: #f08d8d } blockquote { border-left: 4px solid #4e5058; margin: 0;
      padding-left: 10px }
.style1 { background: #5865f2 } .style4 { background: #da373c } .style5::after { content: " \\2197" }
"""


def to_html(markdown: str) -> str:
    """Return the part of Discord's Markdown that messages use as HTML."""
    pieces = re.split(r"```(?:diff)?\n(.*?)\n?```", markdown, flags=re.DOTALL)
    return "".join(_block(piece) if number % 2 else _lines(piece) for number, piece in enumerate(pieces))


def _block(text: str) -> str:
    signs = {"+": "add", "-": "out"}
    rows = (f'<span class="{signs.get(row[:1], "")}">{escape(row)}</span>' for row in text.split("\n"))
    return f"<pre>{chr(10).join(rows)}</pre>"


def _lines(text: str) -> str:
    return "\n".join(_line(line) for line in text.strip("\n").split("\n")) if text.strip() else ""


def _line(line: str) -> str:
    for mark, tag in {
        "### ": "<h3>{}</h3>",
        "-# ": '<small class="sub">{}</small>',
        "> ": "<blockquote>{}</blockquote>",
    }.items():
        if line.startswith(mark):
            return tag.format(_inline(line.removeprefix(mark)))
    return _inline(re.sub("^- ", "• ", line))


def _inline(markdown: str) -> str:
    text = re.sub(r"<t:(\d+):\w>", lambda match: f"\0u{_day(int(match[1]))}\0v", markdown)
    text = re.sub(r"<@!?\d+>", "\0i@moderator\0j", text)
    text = re.sub(r"`([^`]+)`", "\0c\\1\0d", text)
    text = escape(re.sub(r"\\([^\w\s])", r"\1", re.sub(r"\*\*(.+?)\*\*", "\0s\\1\0t", text)), quote=False)
    marks = {"\0u": "<u>", "\0v": "</u>", "\0s": "<strong>", "\0t": "</strong>", "\0c": "<code>", "\0d": "</code>"}
    for mark, tag in {**marks, "\0i": "<i>", "\0j": "</i>"}.items():
        text = text.replace(mark, tag)
    return text


def _day(seconds: int) -> str:
    day = datetime.fromtimestamp(seconds, UTC)
    return f"{day:%B} {day.day}, {day.year}"


def draw(component: dict[str, Any]) -> str:
    """Return a component of a message, with all that is in it, as HTML."""
    kind = component["type"]
    if kind == 10:  # noqa: PLR2004 - text (discord-api-docs components/reference, 2026-08-06)
        return f"<p>{to_html(component['content'])}</p>"
    if kind == 14:  # noqa: PLR2004 - separator
        return "<hr>"
    if kind == 2:  # noqa: PLR2004 - button
        return f'<span class="button style{component["style"]}">{escape(component["label"])}</span>'
    if "components" not in component:
        return f'<span class="menu">{escape(component.get("placeholder") or "")} ▾</span>'
    return f'<div class="type{kind}">{"".join(map(draw, component["components"]))}</div>'


def page(question: str) -> str:
    """Return the page with *question* and the bot's reply to it."""
    snapshot = load_snapshot(shipped_facts())
    reply = snapshot.answerer.answer(question)
    message = render_reply(reply, book=snapshot.book, asked_id=1, wording=Wording.load())
    shown = "".join(map(draw, message.kwargs()["view"].to_components()))
    asker = '<div class="face" style="background:#3ba55d">M</div><h4>A member<small>Today at 10:41</small></h4>'
    bot = (
        '<div class="face" style="background:#5865f2">C</div><h4>Communiqué<b>APP</b><small>Today at 10:41</small></h4>'
    )
    return (
        f'<!doctype html><meta charset="utf-8"><style>{_STYLE}</style><main>'
        f'<div class="message">{asker}<p><i>@Communiqué</i> {escape(question)}</p></div>'
        f'<div class="message">{bot}{shown}</div></main>'
    )


def message_page(components: list[dict[str, Any]]) -> str:
    """Return the page with a message of the bot, of these *components*."""
    shown = "".join(map(draw, components))
    return (
        f'<!doctype html><meta charset="utf-8"><style>{_STYLE}main {{ padding-left: 16px }}</style><main>{shown}</main>'
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--message"]:
        print(message_page(json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))))
    else:
        print(page(" ".join(sys.argv[1:])))
