"""What a cell's looks make of what it holds: raised, lowered or struck through, in the colour of its ground, repeated.

Works on an openpyxl workbook whose styles have been read. Colours are compared as a screen shows them: those of the
theme with their tint, those of the palette, and white where a cell has no fill.
"""

from __future__ import annotations

import colorsys
import re
from typing import Any

from openpyxl.styles.numbers import BUILTIN_FORMATS

from orchestration.ingest.number_format import SYSTEM_DATE

WHITE = (255, 255, 255)
BLACK = (0, 0, 0)
TOO_CLOSE = 16
"""Of 255: a text that differs from its ground by no more than this in red, green and blue cannot be read."""
IN_WHITE = "shows it in white on white"
IN_GROUND = "shows it in the colour of its ground"
UNSEEN = (IN_WHITE, IN_GROUND)
"""Why a cell or a part of it cannot be read by anybody."""
_CUSTOM_FORMATS = 164
_SYSTEM_DATE_ID = 14
_WINDOW_TEXT, _WINDOW_GROUND = 64, 65
_THEME_ORDER = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6")

Colour = tuple[int, int, int]


class Looks:
    """The styles of a workbook: what each makes of a cell."""

    def __init__(self, book: Any, theme: str) -> None:
        self._book = book
        self._theme = _theme_colours(theme)
        self._by_style: dict[int, str] = {}

    def prepare(self, style_id: int) -> None:
        """Read a style; raises whatever comes of one that the workbook does not have."""
        self.number_format(style_id)
        self.hindrance(style_id)

    def number_format(self, style_id: int) -> str | None:
        """The number format of a style, in English notation; None for one of another alphabet."""
        number = self._book._cell_styles[style_id].numFmtId
        if number >= _CUSTOM_FORMATS:
            return str(self._book._number_formats[number - _CUSTOM_FORMATS])
        return SYSTEM_DATE if number == _SYSTEM_DATE_ID else BUILTIN_FORMATS.get(number)

    def hindrance(self, style_id: int) -> str:
        """Why a cell of this style does not show what it holds, as a verb; empty where it does."""
        if style_id not in self._by_style:
            self._by_style[style_id] = self._judge(style_id)
        return self._by_style[style_id]

    def run_hindrance(self, font: Any, style_id: int) -> str:
        """The same of a part of a text with a font of its own."""
        colour = self._colour(font.color) if font.color is not None else None
        return _of_font(font) or self._unseen(colour, self._ground(style_id))

    def is_white_on_nothing(self, style_id: int) -> bool:
        """Whether what hides a cell is that it has no fill, which a table's own style may give it."""
        return self.hindrance(style_id) == IN_WHITE

    def difference_hindrance(self, difference_id: int) -> str:
        """Why a cell may be shown otherwise if a condition holds that gives it these looks."""
        styles = self._book._differential_styles.styles
        if not 0 <= difference_id < len(styles):
            return ""
        style = styles[difference_id]
        if style.numFmt is not None:
            return "gives it another number format"
        if style.font is None:
            return ""
        colour = self._colour(style.font.color) if style.font.color is not None else None
        ground = self._fill(style.fill, is_difference=True) if style.fill is not None else WHITE
        return _of_font(style.font) or self._unseen(colour, ground)

    def _judge(self, style_id: int) -> str:
        style = self._book._cell_styles[style_id]
        font = self._book._fonts[style.fontId]
        if style.alignmentId and self._book._alignments[style.alignmentId].horizontal == "fill":
            return "repeats it until the cell is full"
        colour = self._colour(font.color) if font.color is not None else BLACK
        return _of_font(font) or self._unseen(colour, self._ground(style_id))

    def _ground(self, style_id: int) -> Colour | None:
        return self._fill(self._book._fills[self._book._cell_styles[style_id].fillId])

    def _fill(self, fill: Any, *, is_difference: bool = False) -> Colour | None:
        """The colour behind the text; None where it is a pattern or a gradient."""
        pattern = getattr(fill, "patternType", "gradient")
        # What a condition fills a cell with says its colour in another place than a cell does.
        if pattern == "solid" and not is_difference:
            return self._colour(fill.fgColor)
        if is_difference and pattern in (None, "solid"):
            return self._colour(fill.bgColor)
        return WHITE if pattern is None else None

    def _unseen(self, colour: Colour | None, ground: Colour | None) -> str:
        if colour is None or ground is None or max(abs(a - b) for a, b in zip(colour, ground, strict=True)) > TOO_CLOSE:
            return ""
        return IN_WHITE if ground == WHITE else IN_GROUND

    def _colour(self, colour: Any) -> Colour | None:
        """What is seen of a colour; None where the workbook does not say."""
        if colour is None or colour.type == "auto":
            return BLACK if colour is not None else None
        if colour.type == "rgb":
            found: Colour | None = _hex(colour.rgb)
        elif colour.type == "theme":
            found = self._theme[colour.theme] if 0 <= colour.theme < len(self._theme) else None
        elif colour.indexed in (_WINDOW_TEXT, _WINDOW_GROUND):
            found = BLACK if colour.indexed == _WINDOW_TEXT else WHITE
        else:
            palette = self._book._colors
            found = _hex(palette[colour.indexed]) if 0 <= colour.indexed < len(palette) else None
        return _tinted(found, colour.tint) if found and colour.tint else found


def _of_font(font: Any) -> str:
    if font.strike:
        return "strikes it through"
    if font.vertAlign in ("superscript", "subscript"):
        return "raises it" if font.vertAlign == "superscript" else "lowers it"
    return ""


def _hex(text: Any) -> Colour | None:
    """Colour of `FF336699` or `336699`."""
    if not isinstance(text, str) or not re.fullmatch("([0-9A-Fa-f]{2})?[0-9A-Fa-f]{6}", text):
        return None
    return int(text[-6:-4], 16), int(text[-4:-2], 16), int(text[-2:], 16)


def _tinted(colour: Colour, tint: float) -> Colour:
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    red, green, blue = colorsys.hls_to_rgb(hue, min(max(light, 0), 1), saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


def _theme_colours(theme: str) -> list[Colour | None]:
    """The colours of a theme in the order in which cells count them; the first four are those of an Office theme."""
    usual: dict[str, Colour | None] = {"lt1": WHITE, "dk1": BLACK}
    for name in _THEME_ORDER:
        found = re.search(rf"<a:{name}>\s*<a:\w+[^>]*?(?:lastClr|val)=\"([0-9A-Fa-f]{{6}})\"", theme)
        usual[name] = _hex(found[1]) if found else usual.get(name)
    return [usual[name] for name in _THEME_ORDER]
