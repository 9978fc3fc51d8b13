import inspect
import re
from collections.abc import Iterable

from prometheus_client import REGISTRY, generate_latest
from prometheus_client.metrics import MetricWrapperBase

from bot.metrics import Metrics
from knowledge.decision import AbstainReason, Abstention, Answer, Context, Part, Reply, Suggestions, Trace, cite
from knowledge.model import FactBook, Language

BOUNDED_LABELS = {"action", "face", "kind", "outcome", "reason", "result", "scope", "why"}


def own(metrics: Metrics) -> Iterable[tuple[str, MetricWrapperBase]]:
    """Return each figure with its attribute."""
    return ((name, value) for name, value in vars(metrics).items() if isinstance(value, MetricWrapperBase))


def test_nothing_is_global() -> None:
    """Two bots in one process, or two tests, do not count into each other."""
    first, second = Metrics(), Metrics()
    first.questions.labels("slash", "answer").inc()
    labels = {"face": "slash", "outcome": "answer"}
    assert first.registry.get_sample_value("communique_questions_total", labels) == 1
    assert second.registry.get_sample_value("communique_questions_total", labels) is None
    assert b"communique_" not in generate_latest(REGISTRY)


def test_no_label_takes_what_members_choose() -> None:
    """Guilds, members and questions would let the figures grow without bound, and tell who asks."""
    for name, metric in own(Metrics()):
        assert set(metric._labelnames) <= BOUNDED_LABELS, name


def test_a_reply_counts_once_for_each_question_in_it(small_book: FactBook) -> None:
    """By the way it came and by what came of it."""
    metrics = Metrics()
    fact = cite(small_book.current_facts[0], small_book, Language.EN, 90.0)
    decisions = (Answer((fact,)), Suggestions((fact,)), Abstention(AbstainReason.UNSURE))
    first, *more = (Part("", decision, Trace()) for decision in decisions)
    metrics.count_reply("mention", Reply((first, *more), Language.EN, Context("")))
    for outcome, count in {"answer": 1, "suggest": 1, "abstain": 1, "correct": None}.items():
        labels = {"face": "mention", "outcome": outcome}
        assert metrics.registry.get_sample_value("communique_questions_total", labels) == count


def test_each_figure_is_documented_where_it_stands() -> None:
    """The class says what every attribute counts, and no more than there is."""
    documented = set(re.findall(r"^    (\w+):", inspect.getdoc(Metrics) or "", re.MULTILINE))
    assert documented == {name for name, _ in own(Metrics())}


def test_figures_can_be_exposed() -> None:
    """Prometheus' text format has each by its own name, with the memory of the process beside them."""
    text = generate_latest(Metrics().registry).decode()
    assert "# TYPE communique_answer_seconds histogram" in text
    assert "communique_queue_depth 0.0" in text
    assert "process_resident_memory_bytes" in text
