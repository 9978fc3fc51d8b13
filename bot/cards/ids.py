"""The custom_ids of buttons: short, with a version, read back with nothing taken on trust.

``cq:1:<action>:<asked_id>`` acts on a stored reply, ``cq:1:pick:<asked_id>:<n>`` takes its n-th suggestion,
``cq:1:page:<look-up>:<page>:<what>`` turns a page of a look-up. What begins with ``cq:`` and is none of these comes
from another version, or from somebody who made it up, and is answered with a kind word.
"""

import re
from typing import Final, Literal

Action = Literal["yes", "no", "why", "cite", "delete", "share"]

REPLY_TEMPLATE: Final = re.compile(r"cq:1:(?P<action>yes|no|why|cite|delete|share):(?P<asked_id>[0-9]{1,20})")
PICK_TEMPLATE: Final = re.compile(r"cq:1:pick:(?P<asked_id>[0-9]{1,20}):(?P<number>[0-8])")
PAGE_TEMPLATE: Final = re.compile(r"cq:1:page:(?P<look_up>[a-z]{1,12}):(?P<page>[0-9]{1,3}):(?P<what>[^:]{0,72})")
UNKNOWN_TEMPLATE: Final = re.compile(
    r"""
    cq: (?! 1: (?: (?: yes | no | why | cite | delete | share ) : [0-9]{1,20}
                 | pick : [0-9]{1,20} : [0-8]
                 | page : [a-z]{1,12} : [0-9]{1,3} : [^:]{0,72}
               ) \Z )
    .*
    """,
    re.VERBOSE | re.DOTALL,
)
"""None of the above: discord.py calls every template that matches, so they must exclude one another (tested)."""


def reply_id(action: Action, asked_id: int) -> str:
    """Return the custom_id of *action* on the reply to *asked_id*."""
    return f"cq:1:{action}:{asked_id}"


def pick_id(asked_id: int, number: int) -> str:
    """Return the custom_id that takes suggestion *number*, from 0, of the reply to *asked_id*."""
    return f"cq:1:pick:{asked_id}:{number}"


def page_id(look_up: str, page: int, what: str) -> str:
    """Return the custom_id that shows *page*, from 0, of *look_up* for *what* (at most 72 characters, no colon)."""
    return f"cq:1:page:{look_up}:{page}:{what}"
