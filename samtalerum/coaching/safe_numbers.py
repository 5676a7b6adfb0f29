"""What the coaching unit reads of the evaluation, and the only place that decides it.

Rules: whole university, whole years that are over, nothing below 20 answers, every figure rounded to 10. A year that is
over gets no further answers, so its figures never move and no two pages can be compared. A year is shown only if, with
all its figures and these rules known, at least five numbers remain possible for every figure: otherwise it stays shut.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LEAST = 20  # answers in a year
ROUND = 10
POSSIBLE = 5  # numbers that remain possible for each figure

Answers = Mapping[str, Mapping[int, int]]  # how many said what: by question, by number


@dataclass(frozen=True)
class Year:
    """A year's figures: by question, how many said each number, rounded. 0 stands for fewer than five."""

    year: int
    figures: Mapping[str, Mapping[int, int]]


def released(sums: Iterable[tuple[int, str, int, int]], *, scales: Mapping[str, int], this_year: int) -> list[Year]:
    """The years that can be shown, the latest first, from (year, question, number, how many) of any years.

    `scales`: the questions and the last number of each; others are not shown.
    """
    by_year: dict[int, dict[str, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    for year, question, value, count in sums:
        if year < this_year and 1 <= value <= scales.get(question, 0):
            by_year[year][question][value] = count
    found = []
    for year, answers in sorted(by_year.items(), reverse=True):
        full = {key: {value: answers[key].get(value, 0) for value in range(1, scales[key] + 1)} for key in answers}
        if figures := _figures(full):
            found.append(Year(year, figures))
    return found


def rounded(count: int) -> int:
    """To the nearest ten, halves upwards."""
    return (count + ROUND // 2) // ROUND * ROUND


def _figures(answers: Answers) -> Mapping[str, Mapping[int, int]] | None:
    if not answers or min(sum(counts.values()) for counts in answers.values()) < LEAST:
        return None
    figures = {key: {value: rounded(count) for value, count in counts.items()} for key, counts in answers.items()}
    return figures if _safe(figures) else None


def _safe(figures: Answers) -> bool:
    """Whether enough remains possible for each, also to somebody who takes it that all have answered every question.

    Exact: with all other figures free in their intervals, a figure can have every number that some total allows.
    """
    total_least = max(LEAST, *(sum(map(_least, counts.values())) for counts in figures.values()))
    total_most = min(sum(map(_most, counts.values())) for counts in figures.values())
    for counts in figures.values():
        least, most = sum(map(_least, counts.values())), sum(map(_most, counts.values()))
        for shown in counts.values():
            lowest = max(_least(shown), total_least - (most - _most(shown)))
            highest = min(_most(shown), total_most - (least - _least(shown)))
            if highest - lowest + 1 < POSSIBLE:
                return False
    return True


def _least(shown: int) -> int:
    return max(0, shown - ROUND // 2)


def _most(shown: int) -> int:
    return shown + ROUND // 2 - 1
