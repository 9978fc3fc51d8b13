"""The custom_ids of buttons, menus and forms: short, with a version, read back with nothing taken on trust.

Each family has a template here, and no custom_id fits two of them (tested): discord.py calls every one that matches.
What begins with ``cq:`` and fits none comes from another version, or from somebody who made it up, and is answered
with a kind word.

    cq:1:<action>:<asked_id>            acts on a stored reply
    cq:1:pick:<asked_id>:<n>            takes its n-th suggestion
    cq:1:page:<look-up>:<page>:<what>   turns a page of a look-up
    cq:1:work:<action>:<number>         acts on a change that somebody has in hand
    cq:1:prop:<action>:<number>         acts on what waits in the review; with :<seen>, on what was seen of it
    cq:1:open:<action>:<number>         acts on a group of unanswered questions
    cq:1:list:<what>:<page>:<about>     turns a page of a moderators' list
    cq:1:set:<what>:<about>             changes a choice of the guild, or a member's own data
    cq:1:form:<what>:<about>            a form that was sent
"""

import re
from typing import Final, Literal


def _numbers_to(most: int) -> str:
    """Return the pattern of the numbers from 0 to *most*, as one group."""
    digits = str(most)
    smaller = (
        rf"{digits[:place]}[0-{int(digit) - 1}][0-9]{{{len(digits) - place - 1}}}"
        for place, digit in enumerate(digits)
        if digit != "0"
    )
    return rf"(?:[0-9]{{1,{len(digits) - 1}}}|{'|'.join(smaller)}|{digits})"


NUMBER: Final = _numbers_to(2**63 - 1)
"""The pattern of what a column of a table can hold; nothing has a greater number, and databases refuse to look."""
Action = Literal["yes", "no", "why", "cite", "delete", "share", "correct"]

REPLY_TEMPLATE: Final = re.compile(r"cq:1:(?P<action>yes|no|why|cite|delete|share|correct):(?P<asked_id>[0-9]{1,20})")
PICK_TEMPLATE: Final = re.compile(r"cq:1:pick:(?P<asked_id>[0-9]{1,20}):(?P<number>[0-8])")
PAGE_TEMPLATE: Final = re.compile(r"cq:1:page:(?P<look_up>[a-z]{1,12}):(?P<page>[0-9]{1,3}):(?P<what>[^:]{0,72})")
WORK_TEMPLATE: Final = re.compile(rf"cq:1:work:(?P<action>[a-z]{{1,12}}):(?P<number>{NUMBER})")
PROPOSAL_TEMPLATE: Final = re.compile(
    rf"cq:1:prop:(?P<action>[a-z]{{1,12}}):(?P<number>{NUMBER})(?::(?P<seen>[0-9a-f]{{12}}))?"
)
OPEN_TEMPLATE: Final = re.compile(rf"cq:1:open:(?P<action>[a-z]{{1,12}}):(?P<number>{NUMBER})")
LIST_TEMPLATE: Final = re.compile(r"cq:1:list:(?P<what>[a-z]{1,12}):(?P<page>[0-9]{1,4}):(?P<about>[^:]{0,68})")
SET_TEMPLATE: Final = re.compile(r"cq:1:set:(?P<what>[a-z_]{1,24}):(?P<about>[^:]{0,60})")
FORM_TEMPLATE: Final = re.compile(r"cq:1:form:(?P<what>[a-z_]{1,24}):(?P<about>[^:]{0,60})")
TEMPLATES: Final = (
    REPLY_TEMPLATE,
    PICK_TEMPLATE,
    PAGE_TEMPLATE,
    WORK_TEMPLATE,
    PROPOSAL_TEMPLATE,
    OPEN_TEMPLATE,
    LIST_TEMPLATE,
    SET_TEMPLATE,
    FORM_TEMPLATE,
)
"""Every template of this version."""
UNKNOWN_TEMPLATE: Final = re.compile(
    # The groups' names stand once in each template and would stand many times here.
    rf"cq:(?!(?:{'|'.join(re.sub('[?]P<[a-z_]+>', '?:', each.pattern)[len('cq:') :] for each in TEMPLATES)})\Z).*",
    re.DOTALL,
)
"""None of the above."""


def reply_id(action: Action, asked_id: int) -> str:
    """Return the custom_id of *action* on the reply to *asked_id*."""
    return f"cq:1:{action}:{asked_id}"


def pick_id(asked_id: int, number: int) -> str:
    """Return the custom_id that takes suggestion *number*, from 0, of the reply to *asked_id*."""
    return f"cq:1:pick:{asked_id}:{number}"


def page_id(look_up: str, page: int, what: str) -> str:
    """Return the custom_id that shows *page*, from 0, of *look_up* for *what* (at most 72 characters, no colon)."""
    return f"cq:1:page:{look_up}:{page}:{what}"


def work_id(action: str, number: int) -> str:
    """Return the custom_id of *action* (up to 12 letters) on the change in hand *number*."""
    return f"cq:1:work:{action}:{number}"


def proposal_id(action: str, number: int, seen: str = "") -> str:
    """Return the custom_id of *action* (up to 12 letters) on proposal *number*; *seen* is 12 hex digits, or empty."""
    return f"cq:1:prop:{action}:{number}" + (f":{seen}" if seen else "")


def open_id(action: str, number: int) -> str:
    """Return the custom_id of *action* (up to 12 letters) on the group of unanswered questions led by *number*."""
    return f"cq:1:open:{action}:{number}"


def list_id(what: str, page: int, about: str = "") -> str:
    """Return the custom_id that shows *page*, from 0, of the list *what* of *about* (68 characters, no colon)."""
    return f"cq:1:list:{what}:{page}:{about}"


def set_id(what: str, about: str = "") -> str:
    """Return the custom_id that sets *what*; *about* has at most 60 characters and no colon."""
    return f"cq:1:set:{what}:{about}"


def form_id(what: str, about: str = "") -> str:
    """Return the custom_id of the form *what* on *about* (at most 60 characters, no colon)."""
    return f"cq:1:form:{what}:{about}"
