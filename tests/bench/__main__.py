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
    parser.add_argument("--only", choices=PARTS, help="measure only this part")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auditsite.settings")
    os.environ["LOG_LEVEL"] = "WARNING"
    django.setup()
    from tests.bench.timing import table

    parts = [options.only] if options.only else PARTS
    lines = [line for part in parts for line in PARTS[part](options.rounds)]
    print("bin/bench", *arguments)
    print("One audit: 20 cases, 8 agencies, 40 questions, 30 measures. Medians, taken in turn.\n")
    print(table(lines))
    missed = [line.what for line in lines if line.missed]
    if missed:
        print(f"\nMissed: {'; '.join(missed)}.")
    return 1 if missed else 0


def matrix(rounds: int):
    from tests.bench.matrix import matrix_lines

    return matrix_lines(max(rounds // 6, 3))


def differences(rounds: int):
    from tests.bench.differences import difference_lines

    return difference_lines(max(rounds // 12, 3))


def panel(rounds: int):
    from tests.bench.panel import panel_lines

    return panel_lines(max(rounds // 6, 3))


def counting(rounds: int):
    from tests.bench.counting import counting_lines

    return counting_lines(rounds)


def tools(rounds: int):
    from tests.bench.asking import asking_lines
    from tests.bench.large_tools import large_tool_lines

    return [*asking_lines(rounds), *large_tool_lines(rounds)]


def sampling(_rounds: int):
    from tests.bench.sampling import sampling_lines

    return sampling_lines()


def saving(_rounds: int):
    from tests.bench.saving import saving_lines

    return saving_lines()


def briefings(_rounds: int):
    return [*briefing_lines(), memory_line()]


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


PARTS = {
    part.__name__: part
    for part in (matrix, differences, panel, counting, tools, briefings, sampling, saving)
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
