"""What somebody wrote, made fit to be quoted in a message: short, on one line, and visible."""

LONGEST = 48
"""Characters of a quoted value; what is cut off is marked with an ellipsis."""


def show(text: object) -> str:
    """Return *text* cut to LONGEST, with everything unprintable written as an escape; idempotent on what is fit."""
    written = str(text) if isinstance(text, str | int) else type(text).__name__
    cut = written if len(written) <= LONGEST else written[: LONGEST - 1] + "…"
    if cut.isprintable():
        return cut
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in cut)
