"""What waits, as messages: a page of the list, and one proposal with everything that helps to decide about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.access.actions import Action
from bot.cards.ids import list_id, proposal_id
from bot.cards.markdown import escape, escape_within, quote_typed
from bot.cards.message import Message, Press, Row, Section, Style
from bot.cards.reply import claims_of
from bot.curating.checking import Checker
from bot.curating.draft import Deed, Draft
from bot.curating.preview import Checked, render_preview
from bot.curating.reading import Reading
from bot.database.actors import NOBODY
from bot.database.proposals import CHANGE, CORRECTION, DRAFT, OPEN, OVERTAKEN, Proposal
from bot.replystate import load_reply
from bot.review.deciding import digest_of
from bot.review.waiting import TO_DECIDE, Waiting, changes_of
from knowledge.decision import Abstention, Reply

PAGE = 5
"""Proposals on one page: as many as buttons stand side by side."""
_EXCERPT, _TEXT, _ANSWER = 140, 1000, 400
"""Characters of what somebody wrote: in the list, opened; and of each fact of an answer."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal as whoever decides sees it.

    Attributes:
        members: ids of members by token.
        may: what the reader may do.
        is_own: whether the reader made it.
        checked: of a change, what was found about it.
    """

    proposal: Proposal
    members: Mapping[str, int]
    may: frozenset[Action]
    is_own: bool = False
    checked: Checked | None = None


def render_list(
    waiting: Waiting, kind: str | None, page: int, members: Mapping[str, int], reading: Reading, *, style: Style
) -> Message:
    """Return *page* of the list, each entry with its button."""
    say = _Say(reading)
    if not waiting.proposals:
        return Message(style, (Section(say("queue.nothing")),))
    pages = (waiting.total + PAGE - 1) // PAGE
    page = min(page, pages - 1)
    head = [reading.wording.count("review.queue.head", reading.language, waiting.total)]
    if pages > 1:
        head.append(say("queue.page", number=page + 1, pages=pages))
    sections = [Section("\n".join(head))]
    for each in waiting.proposals:
        text = [say.line(each, members)]
        if excerpt := quote_typed(each.text, _EXCERPT):
            text.append(f"> {excerpt}")
        press = Press(say("button.open", number=each.number), proposal_id("open", each.number))
        sections.append(Section("\n".join(text), rows=((press,),), apart=True))
    turns = [
        Press(reading.wording(f"cards.button.{key}", reading.language), list_id("review", to, kind or ""))
        for key, to in (("previous", page - 1), ("next", page + 1))
        if 0 <= to < pages
    ]
    return Message(style, tuple(sections), (tuple(turns),) if turns else ())


def render_proposal(shown: Shown, reading: Reading, style: Style) -> Message:
    """Return one proposal with the buttons that the reader may use."""
    say, proposal = _Say(reading), shown.proposal
    head = Section("\n".join(_head(shown, say)))
    rows = tuple(row for row in (_buttons(shown, say), (_back(say),)) if row)
    if shown.checked is not None:
        checked = replace(shown.checked, waits=False)
        message = render_preview(checked, proposal.number, reading, style=style, above=(head,), rows=rows)
    else:
        body = _body(proposal, reading, say)
        message = Message(style, (head, *(Section(text, apart=True) for text in body)), rows)
    while not message.fits and len(message.sections) > 1:
        message = Message(style, message.sections[:-1], rows)
    return message


async def check(proposal: Proposal, guild_id: int, checker: Checker, reading: Reading) -> Checked | None:
    """Return what there is to say about the change of *proposal*; None where it brings none to be published.

    Raises:
        StorageError: the database does not answer.
    """
    changes = changes_of(proposal)
    if proposal.kind not in {CHANGE, OVERTAKEN} or not changes:
        return None
    return await checker.check(_draft(proposal, reading), guild_id, reading)


def _draft(proposal: Proposal, reading: Reading) -> Draft:
    changes = changes_of(proposal)
    first = changes[0]
    if len(changes) > 1:
        return Draft(Deed.EDIT, first.section, several=changes, reason=proposal.text)
    is_new = first.before is None and first.id not in getattr(reading.book, first.section)
    return Draft(
        Deed.ADD if is_new else Deed.EDIT,
        first.section,
        first.id,
        first.before,
        first.after or {},
        is_removal=first.after is None,
        reason=proposal.text,
    )


class _Say:
    """Says the words of the review."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def __call__(self, key: str, /, **values: object) -> str:
        return self._reading.wording(f"review.{key}", self._reading.language, **values)

    def line(self, proposal: Proposal, members: Mapping[str, int]) -> str:
        """Return what it is, about what, by whom and since when."""
        return self(
            "queue.line",
            kind=self(f"kind.{proposal.kind}"),
            number=proposal.number,
            entry=self.entry(proposal),
            by=self.by(proposal.author, members),
            when=_when(proposal.made_at),
        )

    def state(self, state: str) -> str:
        """Return the word for *state*; another part of the program may have its own ways to end a thing."""
        known = self._reading.wording.has(f"review.shown.state.{state}")
        return self(f"shown.state.{state if known else 'other'}")

    def entry(self, proposal: Proposal) -> str:
        """Return what it is about."""
        return f"`{escape(proposal.entry)}`" if proposal.entry else self("queue.no_entry")

    def by(self, token: str, members: Mapping[str, int]) -> str:
        """Return who stands behind *token*, as a mention that notifies nobody."""
        if token in members:
            return f"<@{members[token]}>"
        return self(f"queue.{token if token in NOBODY else 'nobody'}")


def _head(shown: Shown, say: _Say) -> Iterator[str]:
    proposal = shown.proposal
    yield say("shown.head", kind=say(f"kind.{proposal.kind}"), number=proposal.number, entry=say.entry(proposal))
    yield say("shown.by", by=say.by(proposal.author, shown.members), when=_when(proposal.made_at))
    if proposal.state != OPEN:
        yield say("shown.decided", state=say.state(proposal.state))
    elif proposal.kind == CHANGE and shown.is_own:
        yield say("shown.own")
    if proposal.kind == OVERTAKEN:
        yield say("shown.between")
    if proposal.takes_up is not None and proposal.state == OPEN:
        yield say("shown.takes_up", number=proposal.takes_up)
    if proposal.kind != CORRECTION and not changes_of(proposal):
        yield say("shown.unreadable")


def _body(proposal: Proposal, reading: Reading, say: _Say) -> Iterator[str]:
    if proposal.text:
        key = "said" if proposal.kind == CORRECTION else "text"
        yield f"{say(f'shown.{key}')}\n>>> {quote_typed(proposal.text, _TEXT)}"
    for change in changes_of(proposal):
        after = change.after or {}
        written = [quote_typed(str(text), _TEXT) for text in (after.get("text") or {}).values() if text]
        if written and not proposal.text:
            yield "\n".join([say("shown.text"), *written])
        if places := [escape(str(place)) for place in after.get("sources") or ()]:
            yield say("shown.places", places=", ".join(places[:8]))
    reply = _reply_of(proposal)
    if reply is not None and (told := list(_told(reply))):
        yield "\n".join([say("shown.answer"), *told])
    if proposal.entry and proposal.kind == CORRECTION:
        try:
            now = reading.book.find(proposal.entry).text.get(reply.language if reply else reading.language)
        except KeyError:
            yield say("shown.fact_gone")
        else:
            if reply is None or now not in _texts(reply):
                yield f"{say('shown.fact_now')}\n{escape_within(now, _ANSWER)}"


def _told(reply: Reply) -> Iterator[str]:
    return (f"> {escape_within(text, _ANSWER)}" for text in _texts(reply)[:3])


def _texts(reply: Reply) -> list[str]:
    decisions = [part.decision for part in reply.parts]
    gaps = [each.gap.text.get(reply.language) for each in decisions if isinstance(each, Abstention) and each.gap]
    return [*(cited.text for each in decisions for cited in claims_of(each)), *gaps]


def _reply_of(proposal: Proposal) -> Reply | None:
    try:
        return load_reply(proposal.reply) if proposal.reply else None
    except ValueError:
        return None


def _buttons(shown: Shown, say: _Say) -> Row:
    proposal = shown.proposal
    if proposal.state != OPEN:
        return ()

    def press(action: str, seen: str = "", *, strong: bool = False, grave: bool = False) -> Press:
        return Press(say(f"button.{action}"), proposal_id(action, proposal.number, seen), strong=strong, grave=grave)

    changes = changes_of(proposal)
    may_decide = TO_DECIDE[proposal.kind] in shown.may
    row: list[Press] = []
    if proposal.kind == CHANGE and may_decide and not shown.is_own and shown.checked and shown.checked.is_ready:
        seen = digest_of(shown.checked.inspection.lost)
        row.append(press("anyway", seen, grave=True) if seen else press("approve", strong=True))
    if Action.CHANGE in shown.may and (begin := _beginning(proposal, len(changes))):
        row.append(press(begin, strong=not row))
    if proposal.kind == CORRECTION and may_decide:
        row.append(press("settle"))
    if proposal.kind == CHANGE and shown.is_own and Action.CHANGE in shown.may:
        row.append(press("withdraw", grave=True))
    elif may_decide:
        row.append(press("decline", grave=True))
    return tuple(row)


def _beginning(proposal: Proposal, changes: int) -> str | None:
    """Return the button by which somebody takes it in hand; None where no form can show it."""
    if proposal.kind == CORRECTION:
        return "fix" if proposal.entry else None
    if changes != 1 or changes_of(proposal)[0].after is None:
        return None
    return "write" if proposal.kind == DRAFT else "take"


def _back(say: _Say) -> Press:
    return Press(say("button.list"), list_id("review", 0))


def _when(moment: datetime) -> str:
    return f"<t:{int(moment.timestamp())}:R>"


def tokens_of(proposals: Sequence[Proposal]) -> list[str]:
    """Return the tokens of whoever made *proposals*."""
    return [each.author for each in proposals]
