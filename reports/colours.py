"""House colours and whether text in them, or on them, can be read."""

import re
from dataclasses import dataclass, fields

READABLE = 4.5  # WCAG 2.2 AA, text against its ground


@dataclass(frozen=True)
class Colours:
    """A partnership chooses `brand` and `tint`; the rest belongs to the house."""

    brand: str = "#0f4a56"
    tint: str = "#e8f1f1"
    ink: str = "#1b2a30"
    soft: str = "#46585f"
    sand: str = "#f7f3ea"
    line: str = "#b4c6c8"
    rust: str = "#9c4a10"
    rust_bar: str = "#b65c1c"
    track: str = "#dfe7e9"

    @property
    def rule(self) -> str:
        """A thin line on the brand: three parts brand to two of tint."""
        pairs = ((int(self.brand[i : i + 2], 16), int(self.tint[i : i + 2], 16)) for i in (1, 3, 5))
        return "#" + "".join(f"{(3 * brand + 2 * tint) // 5:02x}" for brand, tint in pairs)

    def __post_init__(self):
        for each in fields(self):
            _check_hexadecimal(each.name, getattr(self, each.name))


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two `#rrggbb` colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, on: str = "#ffffff") -> bool:
    return contrast(colour, on) >= READABLE


def colour_problems(colours: Colours) -> list[str]:
    """A sentence for each house colour on which, or in which, text could not be read."""
    grounds = {"white": "#ffffff", "its tint": colours.tint, "the sand box": colours.sand}
    problems = [
        f"The brand colour {colours.brand} cannot be read on {name}: choose a darker one."
        for name, ground in grounds.items()
        if not readable(colours.brand, ground)
    ]
    if not readable(colours.ink, colours.tint):
        problems.append(f"Text cannot be read on the tint {colours.tint}: choose a paler one.")
    return problems


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _check_hexadecimal(name: str, colour: str) -> None:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError(f"Write the {name} colour as # and six digits, such as #0f4a56.")
