"""Charts as SVG text: every value is in the <title> in words, and no meaning rests on colour.

Presentation attributes only, so a page with a strict content security policy shows them too.
One unit is one CSS pixel at natural size.
"""

from html import escape

from reports.colours import Colours
from reports.documents import ChartGroup, ChartRow, tidy_text

FONT = "Source Sans 3"
MOST_SQUARES = 19


def bars(
    groups: tuple[ChartGroup, ...],
    *,
    colours: Colours,
    title: str = "",
    width: float = 454,
    row_height: float = 20,
) -> str:
    """Shares on a 0 to 100% track, or one square per return where a per cent would mislead.

    Values stand at the right as text. Empty groups are left out.
    """
    groups = tuple(group for group in groups if group.rows)
    rows = [row for group in groups for row in group.rows]
    chart = _Bars(colours, width, row_height, one_unit=len({row.unit for row in rows}) <= 1)
    for group in groups:
        chart.add_group(group)
    chart.add_foot(
        axis=any(row.percent is not None for row in rows),
        starred=any(row.fewer_is_better for row in rows),
    )
    return _svg(width, chart.y, bars_in_words(groups, title), chart.marks)


def bars_in_words(groups: tuple[ChartGroup, ...], title: str = "") -> str:
    said = [f"{group.heading}: " + "; ".join(map(_row_in_words, group.rows)) for group in groups]
    return ". ".join([*filter(None, [title.rstrip(".")]), *said])


def _row_in_words(row: ChartRow) -> str:
    parts = [f"{row.counts} {row.unit}" if row.numerator is not None else row.counts.lower()]
    if row.percent is not None:
        parts.insert(0, f"{row.percent}%")
    if row.not_recorded:
        parts.append(f"{row.not_recorded} not recorded")
    if row.left_out:
        parts.append(f"{row.left_out} left out")
    if row.fewer_is_better:
        parts.append("fewer is better")
    return f"{row.label} {', '.join(parts)}"


class _Bars:
    """Draws the rows one below the other; `y` is where the next one starts."""

    def __init__(self, colours: Colours, width: float, row_height: float, *, one_unit: bool):
        self.colours, self.width, self.row_height = colours, width, row_height
        self.one_unit = one_unit
        self.track_x = width * (0.418 if one_unit else 0.40)
        self.track_width = width * (0.359 if one_unit else 0.32)
        self.bar_height = min(13.0, row_height * 0.68)
        self.y = 0.0
        self.marks: list[str] = []

    def add_group(self, group: ChartGroup) -> None:
        colour = self.colours.brand if group.strength else self.colours.rust
        self._text(0, self.y + 14, group.heading, colour, size=12.4, weight=700)
        self.y += 22
        for row in group.rows:
            self._add_row(row, self.colours.brand if group.strength else self.colours.rust_bar)
        self.y += 3

    def _add_row(self, row: ChartRow, colour: str) -> None:
        middle = self.y + self.row_height / 2
        star = "*" if row.fewer_is_better else ""
        self._text(0, middle + 4.2, row.label + star, self.colours.ink, size=12.4)
        if row.numerator is None:
            self._add_withheld(row, middle)
        elif row.percent is None:
            self._add_squares(row, middle, colour)
        else:
            self._add_bar(row, middle, colour)
        self.y += self.row_height

    def _add_bar(self, row: ChartRow, middle: float, colour: str) -> None:
        top, height, half = middle - self.bar_height / 2, self.bar_height, self.track_width / 2
        filled = self.track_width * min(max(row.percent, 0), 100) / 100
        self.marks += [
            _rect(self.track_x, top, self.track_width, height, self.colours.track),
            _rect(self.track_x, top, filled, height, colour),
            _line(
                self.track_x + half,
                self.y,
                self.track_x + half,
                self.y + self.row_height,
                self.colours.line,
            ),
        ]
        if filled > half:
            x = self.track_x + half
            self.marks.append(_line(x, top, x, top + height, "#ffffff"))
        x = self.track_x + self.track_width + 9
        self._text(x, middle + 4.6, f"{row.percent}%", self.colours.ink, size=14, weight=700)
        self._add_counts(row, middle, weight=400)

    def _add_squares(self, row: ChartRow, middle: float, colour: str) -> None:
        if row.denominator + row.left_out <= MOST_SQUARES:
            pitch = self.track_width / MOST_SQUARES
            squares = _squares(row, self.track_x, middle, pitch, colour, self.colours.soft)
            self.marks += squares
        self._add_counts(row, middle, weight=700)

    def _add_withheld(self, row: ChartRow, middle: float) -> None:
        top = middle - self.bar_height / 2
        box = _rect(self.track_x + 0.5, top, self.track_width - 1, self.bar_height, "none")
        self.marks.append(_dashed(box, self.colours.soft))
        self._text(self.width, middle + 4.2, row.counts, self.colours.soft, anchor="end")

    def _add_counts(self, row: ChartRow, middle: float, *, weight: int) -> None:
        counts = row.counts if self.one_unit else f"{row.counts} {row.unit}"
        self._text(self.width, middle + 4.2, counts, self.colours.ink, anchor="end", weight=weight)

    def add_foot(self, *, axis: bool, starred: bool) -> None:
        soft = self.colours.soft
        if starred:
            self._text(0, self.y + 16, "* fewer is better", soft, size=11.2, style="italic")
        if axis:
            self._add_axis(soft)
        if axis or starred:
            self.y += 21

    def _add_axis(self, soft: str) -> None:
        left, right = self.track_x, self.track_x + self.track_width
        self.marks.append(_line(left, self.y + 3, right, self.y + 3, self.colours.line))
        for x, label, anchor in (
            (left, "0%", "start"),
            ((left + right) / 2, "50%", "middle"),
            (right, "100%", "end"),
        ):
            self._text(x, self.y + 16, label, soft, size=10.4, anchor=anchor)

    def _text(self, x, y, text, colour, *, size=12.0, weight=400, anchor="start", style="normal"):
        self.marks.append(_text(x, y, text, colour, size, weight, anchor, style))


def _squares(row, left, middle, pitch, colour, soft) -> list[str]:
    """Filled: counted. Open: not counted. Struck: not recorded. Dashed: left out."""
    side = pitch * 0.8
    top = middle - side / 2
    open_count = row.denominator - row.numerator - row.not_recorded
    kinds = "f" * row.numerator + "o" * open_count + "s" * row.not_recorded + "d" * row.left_out
    marks = []
    for position, kind in enumerate(kinds):
        x = left + position * pitch
        square = _rect(x + 0.5, top + 0.5, side - 1, side - 1, colour if kind == "f" else "none")
        marks.append(_dashed(square, soft) if kind == "d" else _outlined(square, colour))
        if kind == "s":
            marks.append(_line(x + 0.5, top + side - 0.5, x + side - 0.5, top + 0.5, colour))
    return marks


def _svg(width: float, height: float, title: str, marks: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" class="chart"'
        f' viewBox="0 0 {_number(width)} {_number(height)}"'
        f' width="{_number(width)}" height="{_number(height)}"'
        f' font-family="{FONT}"><title>{_escaped(title)}</title>{"".join(marks)}</svg>'
    )


def _rect(x, y, width, height, fill) -> str:
    at = f'x="{_number(x)}" y="{_number(y)}" width="{_number(width)}" height="{_number(height)}"'
    return f'<rect {at} fill="{_escaped(fill)}"/>'


def _outlined(rect: str, colour: str) -> str:
    return rect.replace("/>", f' stroke="{_escaped(colour)}" stroke-width="1"/>')


def _dashed(rect: str, colour: str) -> str:
    return _outlined(rect, colour).replace("/>", ' stroke-dasharray="2 2"/>')


def _line(x1, y1, x2, y2, colour) -> str:
    ends = zip(("x1", "y1", "x2", "y2"), (x1, y1, x2, y2), strict=True)
    at = " ".join(f'{name}="{_number(value)}"' for name, value in ends)
    return f'<line {at} stroke="{_escaped(colour)}" stroke-width="0.8"/>'


def _text(x, y, text, colour, size, weight, anchor, style="normal") -> str:
    return (
        f'<text x="{_number(x)}" y="{_number(y)}" fill="{_escaped(colour)}"'
        f' font-size="{size}" font-weight="{weight}" font-style="{style}"'
        f' font-family="{FONT}" text-anchor="{anchor}">{_escaped(text)}</text>'
    )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _escaped(text: str) -> str:
    return escape(tidy_text(text))
