"""What the bot counts, in a registry of its own, for `/metrics`.

No label takes a value that members choose: faces, outcomes and reasons are closed sets.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from knowledge.decision import Abstention, Answer, Correction, Reply, Suggestions

_OUTCOMES = {Answer: "answer", Correction: "correct", Suggestions: "suggest", Abstention: "abstain"}

_ANSWER_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)
_REPLY_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 15.0)
"""3 s is Discord's limit for the first response to an interaction."""
_BATCH_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)


class Metrics:
    """Every counter, gauge and histogram. One a process; made by the composition root.

    Attributes:
        questions: answered questions by ``face`` (mention, reply, dm, slash, menu, channel, button, console …) and
            ``outcome`` (answer, correct, suggest, abstain).
        answer_seconds: time from text to `Reply`, without Discord.
        reply_seconds: time from Discord's event to the sent reply, by ``face``.
        queue_depth: questions that wait.
        dropped: questions not taken, by ``reason`` (queue_full, shutting_down, stale, duplicate,
            crashed).
        rate_limited: questions refused by a limit, by ``scope`` (member, channel).
        forbidden: acts refused for want of a right, by ``action`` and ``why`` (level, elsewhere, no_guild).
        unrecorded: questions that could not be noted for the moderators, by ``reason`` (full, failed).
        replies: by ``result`` (sent, edited, deleted, reacted, retried, gone, forbidden, later, refused).
        gateway_reconnects: by ``kind`` (resume, identify, restart).
        gateway_latency_seconds: last heartbeat's round trip.
        loop_lag_seconds: how late the event loop woke last time.
        facts: current facts in the book.
        reloads: edits of the fact file by ``result`` (accepted, refused, failed).
        database_batches: commits, by how many writes are in them.
        database_failures: writes that were not kept.
    """

    def __init__(self) -> None:
        """Make the registry and everything in it."""
        self.registry = CollectorRegistry()
        own = self.registry
        ProcessCollector(registry=own)
        self.questions = Counter("communique_questions", "Questions answered.", ["face", "outcome"], registry=own)
        self.answer_seconds = Histogram(
            "communique_answer_seconds", "From text to reply, without Discord.", buckets=_ANSWER_SECONDS, registry=own
        )
        self.reply_seconds = Histogram(
            "communique_reply_seconds", "From event to sent reply.", ["face"], buckets=_REPLY_SECONDS, registry=own
        )
        self.queue_depth = Gauge("communique_queue_depth", "Questions that wait.", registry=own)
        self.dropped = Counter("communique_dropped", "Questions not taken.", ["reason"], registry=own)
        self.rate_limited = Counter("communique_rate_limited", "Questions over a limit.", ["scope"], registry=own)
        self.forbidden = Counter(
            "communique_forbidden", "Acts refused for want of a right.", ["action", "why"], registry=own
        )
        self.unrecorded = Counter(
            "communique_unrecorded", "Questions not noted for the moderators.", ["reason"], registry=own
        )
        self.replies = Counter("communique_replies", "Replies by what became of them.", ["result"], registry=own)
        self.gateway_reconnects = Counter(
            "communique_gateway_reconnects", "Connections to the gateway after the first.", ["kind"], registry=own
        )
        self.gateway_latency_seconds = Gauge("communique_gateway_latency_seconds", "Last heartbeat.", registry=own)
        self.loop_lag_seconds = Gauge("communique_loop_lag_seconds", "How late the event loop woke.", registry=own)
        self.facts = Gauge("communique_facts", "Facts that may be given as answers.", registry=own)
        self.reloads = Counter(
            "communique_fact_reloads", "Edits of the fact file by what became of them.", ["result"], registry=own
        )
        self.database_batches = Histogram(
            "communique_database_batch_writes", "Writes in one commit.", buckets=_BATCH_SIZES, registry=own
        )
        self.database_failures = Counter("communique_database_failures", "Writes that failed.", registry=own)

    def count_reply(self, face: str, reply: Reply) -> None:
        """Count each question that *reply* answers as asked by way of *face*."""
        for part in reply.parts:
            self.questions.labels(face, _OUTCOMES[type(part.decision)]).inc()
