"""What a follow-up inherits, and what it brings itself."""

import pytest

from knowledge.answer import Answerer
from knowledge.decision import Context
from knowledge.matching.followup import INHERITED_WEIGHT, inherit, leans
from knowledge.matching.query import read_query

EARLIER = Context("Who led the South Korean side at the 14th KIDD?", "kidd-14", ("kidd",), ("kidd-14.rok-lead",))


@pytest.mark.parametrize(
    ("text", "does"),
    [
        ("and where was it?", True),
        ("when was that?", True),
        ("what about the US side?", True),
        ("did they also talk about the exercise that both armies held in the spring?", True),
        ("그럼 미국 측은 누구였나요?", True),
        ("dates?", True),
        ("Which fields of cooperation did Korean and American delegations name beside cyber and space matters?", False),
        ("Where did Minister Lee Jong-sup meet chairman Mark Milley before visiting Korean War soldiers?", False),
    ],
)
def test_what_leans_on_the_question_before(answerer: Answerer, text: str, *, does: bool) -> None:
    """A question leans that points back, begins with "and", or says hardly anything."""
    assert leans(read_query(text, answerer.matcher.lexicon)) is does


def test_words_before_weigh_less_than_words_now(answerer: Answerer) -> None:
    """What is inherited has a share of its weight; what the follow-up says has all of it."""
    matcher = answerer.matcher
    query = read_query("and the sanctions?", matcher.lexicon)
    follow = inherit(query, EARLIER, matcher)
    earlier = matcher.index.weigh(read_query(EARLIER.question, matcher.lexicon).tokens)
    own = matcher.index.weigh(query.tokens)
    assert {key: follow.weights[key] for key in own} == own
    assert follow.weights["t:kidd"] == INHERITED_WEIGHT * earlier["t:kidd"]
    assert follow.text.endswith(query.text)
    assert "kidd" in follow.text
    assert "led" not in follow.text


def test_the_other_side_takes_the_place_of_the_first(answerer: Answerer) -> None:
    """A follow-up "and the US side" drops South Korea, and keeps the meeting."""
    matcher = answerer.matcher
    weights = inherit(read_query("and the US side?", matcher.lexicon), EARLIER, matcher).weights
    assert "t:south-korea" not in weights
    assert {"t:united-states", "t:kidd"} <= set(weights)


def test_another_person_takes_the_place_of_the_first(answerer: Answerer) -> None:
    """A follow-up "and Lee?" is no longer about Milley."""
    matcher = answerer.matcher
    context = Context("What did Mark Milley say about the alliance?", "milley-2023")
    weights = inherit(read_query("and Lee Jong-sup?", matcher.lexicon), context, matcher).weights
    assert "p:mark-milley" not in weights
    assert "p:lee-jong-sup" in weights
