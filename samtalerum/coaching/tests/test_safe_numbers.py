"""What is shown of the evaluation tells nobody what somebody answered."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from samtalerum.coaching import safe_numbers
from samtalerum.coaching.safe_numbers import LEAST, POSSIBLE, released, rounded

SCALES = {"more": 5, "free": 5}
NOW = 2031
counts = st.lists(st.integers(0, 40), min_size=5, max_size=5)
years = st.dictionaries(st.integers(2027, NOW), st.tuples(counts, counts), max_size=4)


def sums(by_year):
    return [
        (year, question, value + 1, count)
        for year, answers in by_year.items()
        for question, found in zip(SCALES, answers, strict=True)
        for value, count in enumerate(found)
    ]


@given(years, st.sampled_from(list(SCALES)), st.integers(1, 5), st.integers(1, 30))
def test_an_answer_given_now_never_shows(by_year, question, value, more):
    """Adding answers to the year that goes on, or removing all of them, leaves every page as it was."""
    before = released(sums(by_year), scales=SCALES, this_year=NOW)
    with_more = [*sums({year: found for year, found in by_year.items() if year != NOW}), (NOW, question, value, more)]
    assert released(with_more, scales=SCALES, this_year=NOW) == before
    assert NOW not in {one.year for one in before}


@given(years)
def test_what_is_shown_is_rounded_and_of_at_least_twenty(by_year):
    for one in released(sums(by_year), scales=SCALES, this_year=NOW):
        assert min(map(sum, by_year[one.year])) >= LEAST
        assert all(figure % 10 == 0 for found in one.figures.values() for figure in found.values())


@given(years)
def test_adding_or_removing_one_answer_of_a_past_year_can_not_be_told_from_a_figure_that_stays(by_year):
    """Each figure that is shown stands for at least five numbers: its neighbours look the same."""
    for one in released(sums(by_year), scales=SCALES, this_year=NOW):
        for found in one.figures.values():
            for figure in found.values():
                assert len([number for number in range(200) if rounded(number) == figure]) >= POSSIBLE


def test_everybody_between_two_roundings_would_be_known_exactly_and_is_not_shown():
    """Five times four: rounded to nothing, while the rule says at least 20."""
    assert released(sums({2030: ([4] * 5, [20, 0, 0, 0, 0])}), scales=SCALES, this_year=NOW) == []


def test_two_questions_that_pin_each_other_are_not_shown():
    """14, 14, 4, 4, 4 can be 40 at most, and 15, 15, 5, 5, 0 not less: with equal totals both were known."""
    assert released(sums({2030: ([14, 14, 4, 4, 4], [15, 15, 5, 5, 0])}), scales=SCALES, this_year=NOW) == []
    assert released(sums({2030: ([14, 14, 4, 4, 4], [20, 10, 5, 5, 0])}), scales=SCALES, this_year=NOW)


@given(st.tuples(st.integers(0, 3), st.integers(0, 3)), st.tuples(st.integers(0, 3), st.integers(0, 3)))
def test_the_check_says_what_trying_every_history_says(first, second):
    """Played by an attacker who tries all numbers of answers that fit the page; with two answers to a question."""
    figures = {"more": {1: first[0] * 10, 2: first[1] * 10}, "free": {1: second[0] * 10, 2: second[1] * 10}}

    def fitting(question):
        spans = [range(max(0, figure - 5), figure + 5) for figure in figures[question].values()]
        return [pair for pair in product(*spans) if sum(pair) >= LEAST]

    totals = {sum(pair) for pair in fitting("more")} & {sum(pair) for pair in fitting("free")}
    left = [
        {pair[place] for pair in fitting(question) if sum(pair) in totals} for question in figures for place in (0, 1)
    ]
    assert safe_numbers._safe(figures) == all(len(one) >= POSSIBLE for one in left)


def test_questions_that_nobody_asks_any_more_are_left_out():
    found = released([(2030, "old", 1, 50), (2030, "more", 1, 30)], scales=SCALES, this_year=NOW)
    assert [list(one.figures) for one in found] == [["more"]]
