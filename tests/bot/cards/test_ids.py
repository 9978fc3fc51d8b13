"""What custom_ids are taken for what."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from bot.cards.ids import (
    NUMBER,
    OPEN_TEMPLATE,
    PROPOSAL_TEMPLATE,
    UNKNOWN_TEMPLATE,
    WORK_TEMPLATE,
    open_id,
    proposal_id,
    work_id,
)

MOST = 2**63 - 1


@given(st.integers(0, 10**20))
@example(MOST)
@example(MOST + 1)
@example(10**18 - 1)
@example(10**18)
def test_a_number_is_one_that_a_table_can_hold(number: int) -> None:
    """Databases refuse to look for others, which nothing has."""
    assert bool(re.fullmatch(NUMBER, str(number))) == (number <= MOST)


def test_a_greater_number_is_nobodys() -> None:
    """It is answered with the kind word for what somebody made up."""
    families = ((WORK_TEMPLATE, work_id), (PROPOSAL_TEMPLATE, proposal_id), (OPEN_TEMPLATE, open_id))
    for template, custom_id in families:
        assert template.fullmatch(custom_id("show", MOST))
        assert not UNKNOWN_TEMPLATE.fullmatch(custom_id("show", MOST))
        assert not template.fullmatch(custom_id("show", MOST + 1))
        assert UNKNOWN_TEMPLATE.fullmatch(custom_id("show", MOST + 1))
