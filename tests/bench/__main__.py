"""bin/bench: speed and memory against stated limits. Exits with 1 when one is missed."""

import argparse
import os
import subprocess
import sys

import django

RENDERS = 8


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench")
    parser.add_argument("--rounds", type=int, default=60, help="repetitions of each measurement")
    parser.add_argument("--only-saving", action="store_true", help="measure only saving answers")
    parser.add_argument(
        "--only-differences", action="store_true", help="measure only the list of differences"
    )
    parser.add_argument("--only-matrix", action="store_true", help="measure only the matrix")
    parser.add_argument(
        "--only-sampling", action="store_true", help="measure only drawing a sample"
    )
    options = parser.parse_args(arguments)
    rounds = options.rounds
    parts = ("saving", "matrix", "differences", "sampling")
    chosen = [name for name in parts if vars(options)[f"only_{name}"]]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auditsite.settings")
    os.environ["LOG_LEVEL"] = "WARNING"
    django.setup()
    from tests.bench.asking import asking_lines
    from tests.bench.counting import counting_lines
    from tests.bench.differences import difference_lines
    from tests.bench.large_tools import large_tool_lines
    from tests.bench.matrix import matrix_lines
    from tests.bench.sampling import sampling_lines
    from tests.bench.saving import saving_lines
    from tests.bench.timing import table

    lines = []
    if not chosen or "matrix" in chosen:
        lines += matrix_lines(max(rounds // 6, 3))
    if not chosen or "differences" in chosen:
        lines += difference_lines(max(rounds // 12, 3))
    if not chosen:
        lines += [*counting_lines(rounds), *asking_lines(rounds), *large_tool_lines(rounds)]
        lines += [*briefing_lines(), memory_line()]
    if not chosen or "sampling" in chosen:
        lines += sampling_lines()
    if not chosen or "saving" in chosen:
        lines += saving_lines()
    print("bin/bench", *arguments)
    print("One audit: 20 cases, 8 agencies, 40 questions, 30 measures. Medians, taken in turn.\n")
    print(table(lines))
    missed = [line.what for line in lines if line.missed]
    if missed:
        print(f"\nMissed: {'; '.join(missed)}.")
    return 1 if missed else 0


def briefing_lines():
    from reports.pdf import render_seven_minute, seven_minute_that_fills
    from tests.bench.briefings import alone
    from tests.bench.timing import compared, medians
    from tests.reports.example_documents import FULL

    html = seven_minute_that_fills(FULL)
    timed = {
        "alone": alone(html),
        "kept": alone(html, keep_fonts=True),
        "ours": lambda: render_seven_minute(FULL),
    }
    times = medians(timed, rounds=RENDERS)
    return [
        compared("a one-page briefing, against WeasyPrint alone", times, "ours", "alone", 1.5),
        compared("the same, its fonts already read (no limit)", times, "ours", "kept"),
    ]


def memory_line():
    from tests.bench.briefings import RENDERED
    from tests.bench.timing import Line

    command = [sys.executable, "-m", "tests.bench.briefings"]
    peak = int(
        subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1]
    )
    what = f"peak memory of a process after {RENDERED} briefings"
    return Line(what, f"{peak} MB", "", peak, 300, unit="MB")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
