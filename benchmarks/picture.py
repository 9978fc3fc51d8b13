"""The growth of time with the number of facts, as a picture."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from benchmarks.growth import Measured

_COLOURS = {
    "communique": "#1f5fbf", "token_set_ratio": "#b5651d", "bm25s": "#7a4ea3", "tantivy": "#2e8b57",
    "SQLite FTS5": "#8a8a8a",
}  # fmt: skip


def draw(measured: "Sequence[Measured]", path: Path) -> None:
    """Draw p50 (lines) and p99 (dashes) over the number of facts, both on logarithmic scales."""
    figure = Figure(figsize=(8, 5), dpi=110)
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    for name in dict.fromkeys(each.name for each in measured):
        own = [each for each in measured if each.name == name]
        facts = [each.facts for each in own]
        colour = _COLOURS.get(name, "#444444")
        is_ours = name == "communique"
        axes.plot(
            facts, [each.percentile(0.5) for each in own], color=colour, linewidth=3 if is_ours else 1.8, marker="o"
        )
        axes.plot(facts, [each.percentile(0.99) for each in own], color=colour, linewidth=1, linestyle="--")
        axes.annotate(
            f" {name}", (facts[-1], own[-1].percentile(0.5)), color=colour, va="center", fontsize=10,
            fontweight="bold" if is_ours else "normal",
        )  # fmt: skip
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(right=max(each.facts for each in measured) * 5)
    axes.set_xlabel("facts")
    axes.set_ylabel("ms of CPU for one question")
    axes.set_title("Time for a question as the facts grow: median (line), 99th percentile (dashes)", fontsize=11)
    axes.grid(visible=True, which="major", color="#dddddd", linewidth=0.8)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Software": None})
