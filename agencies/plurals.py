def plural(number: int, one: str, many: str = "") -> str:
    """“1 agency”, “1,200 agencies”; `many` only where an s does not make it."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
