"""The weeks as a picture: stacked bars, legible on light and dark, whatever fonts the machine has.

It holds digits and hyphens alone. What the colours mean stands in words beside it, in the reader's language, and so
does every figure: the picture tells nothing that the text does not.
"""

import io
import itertools
from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from bot.insight.figures import Week

WIDTH: Final = 960
HEIGHT: Final = 420
"""Pixels; twice as wide as high reads well on a telephone, where Discord shows it about 350 wide."""
SCALE: Final = 2
"""Drawn larger and made smaller: Pillow draws shapes without smoothing."""
ANSWERED: Final = (27, 94, 130)
SUGGESTED: Final = (240, 180, 41)
ABSTAINED: Final = (139, 147, 158)
"""Dark blue, amber, grey: told apart also without red and green, and by lightness alone."""
_GROUND: Final = (246, 247, 249)
"""A ground of its own, so that it reads the same on Discord's light and dark."""
_INK: Final = (45, 50, 58)
_LINE: Final = (208, 212, 218)
_MARGIN: Final = 56
_LINES: Final = 4
_FILL: Final = 0.62
"""Share of its place that a bar fills."""
_FONT: Final = 20


def draw_weeks(weeks: Sequence[Week]) -> bytes:
    """Return *weeks*, at least one, as a PNG, oldest left. Blocks for 0.1 s: not for the event loop.

    Uses the font that Pillow brings along, which has no Hangul; so nothing but figures is written.
    """
    image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), _GROUND)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=_FONT * SCALE)
    top = scale_top(max(each.asked for each in weeks))
    left, right = _MARGIN * SCALE, (WIDTH - _MARGIN // 2) * SCALE
    above, below = _MARGIN // 2 * SCALE, (HEIGHT - _MARGIN) * SCALE

    def height(count: int) -> float:
        return (below - above) * count / top

    for number in range(_LINES + 1):
        count = top * number // _LINES
        y = below - height(count)
        draw.line(((left, y), (right, y)), fill=_LINE, width=SCALE)
        draw.text((left - 8 * SCALE, y), str(count), fill=_INK, font=font, anchor="rm")
    place = (right - left) / len(weeks)
    for number, week in enumerate(weeks):
        begin = left + place * (number + (1 - _FILL) / 2)
        base: float = below
        for count, colour in ((week.answered, ANSWERED), (week.suggested, SUGGESTED), (week.abstained, ABSTAINED)):
            if count:
                draw.rectangle((begin, base - height(count), begin + place * _FILL, base), fill=colour)
                base -= height(count)
        if _is_labelled(number, len(weeks)):
            middle = (begin + place * _FILL / 2, below + 10 * SCALE)
            draw.text(middle, week.monday.strftime("%m-%d"), fill=_INK, font=font, anchor="mt")
    small = image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    small.save(written, "PNG", optimize=True)
    return written.getvalue()


def scale_top(most: int) -> int:
    """Return the number at the top of the scale: at least *most*, and a multiple of the number of lines.

    >>> scale_top(0), scale_top(4), scale_top(37), scale_top(1230)
    (4, 4, 40, 2000)
    """
    steps = (digit * int("1" + "0" * zeros) for zeros in itertools.count() for digit in (1, 2, 3, 5))
    lines: int = _LINES
    return lines * next(step for step in steps if step * _LINES >= most)


def _is_labelled(number: int, weeks: int) -> bool:
    """Whether the week *number*, from 0, has its day under it: the last one, and as many before as there is room."""
    return (weeks - 1 - number) % (1 + (weeks - 1) // 13) == 0
