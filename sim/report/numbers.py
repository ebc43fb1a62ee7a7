"""Figures as they stand in text and tables: yuan, per cent, counts, with a real minus sign."""

import math

MINUS, SPACE = "\N{MINUS SIGN}", "\N{NO-BREAK SPACE}"
LEVEL = f"95{SPACE}% interval"


def amount(value: float, unit: str = "", signed: bool = False) -> str:
    """A value in its unit: cents as yuan, shares as per cent (their differences as points), the rest as numbers."""
    if math.isnan(value):
        return "–"
    sign = MINUS if value < 0 else "+" if signed and value else ""
    size = abs(value)
    if unit.startswith("cents"):
        size /= 100
        return _signed(sign, f"¥{size:,.0f}" if size >= 100 else f"¥{size:,.2f}")
    if unit == "share":
        return _signed(sign, f"{100 * size:.2f}{SPACE}pp" if signed else f"{100 * size:.1f}%")
    return _signed(sign, f"{size:,.0f}" if size >= 100 or size == int(size) else f"{size:.3g}")


def rate(value: float) -> str:
    """A relative change, +1.5 %."""
    if math.isnan(value):
        return "–"
    return f"{MINUS if value < 0 else '+'}{abs(100 * value):.1f}%"


def short(value: float, unit: str, signed: bool = True) -> str:
    """The same in three digits, ¥118k, for text and for ends of intervals."""
    size = abs(value) / 100 if unit.startswith("cents") else abs(value)
    scale, letter = next((each for each in _SCALES if size >= 0.9995 * each[0]), (0.0, ""))
    if unit == "share" or not scale:
        return amount(value, unit, signed)
    digits = max(0, 2 - int(math.log10(1.0005 * size / scale)))
    sign, yuan = MINUS if value < 0 else "+" if signed else "", "¥" if unit.startswith("cents") else ""
    return f"{sign}{yuan}{size / scale:.{digits}f}{letter}"


_SCALES = ((1e9, "bn"), (1e6, "m"), (1e3, "k"))


def interval(low: float, high: float, unit: str, signed: bool = True) -> str:
    """Both ends of an interval, or a dash when there is none."""
    return "–" if math.isnan(low) else f"{short(low, unit, signed)} to {short(high, unit, signed)}"


def plural(number: int, word: str) -> str:
    """`1 seed`, `4 seeds`."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _signed(sign: str, text: str) -> str:
    """Nothing is neither more nor less."""
    return sign + text if any(digit in text for digit in "123456789") else text
