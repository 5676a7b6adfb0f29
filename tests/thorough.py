"""What asks the same question again of more roles, phases and languages, and takes its time: `make test-thorough`.

`make test` asks most of these questions once, of a role, phase or language that goes deep; what stands here with
"never" it leaves to this run, because another test asks something near it.
"""

import re

# By file and test: which of its variants `make test` asks; the others are thorough.
ASKED_ALWAYS = {
    "test_every_page.py::test_axe_finds_nothing": r"-before\]",
    "test_every_page.py::test_every_page_speaks_every_language": r"\[before-",
    "test_coached_matrix.py::test_axe_finds_nothing": r"-before\]",
    "test_coached_matrix.py::test_every_page_speaks_every_language": r"\[during-",
    "test_coached_matrix.py::test_a_course_of_others": r"\[before\]",
    "test_coached_matrix.py::test_where_it_is_switched_off": r"\[before\]",
    "test_matrix.py::test_a_dialogue_of_others": r"\[before\]",
    "test_planted.py::test_a_planted_sentence": r"\[(stranger|standin)\]",
    "test_planted.py::test_what_was_sent_stopped": "never",
    "test_coaching_journey.py::test_coaching_from": r"with scripts\]",
    "test_coaching_course.py::test_from_the_agreement": "never",
    "test_desk.py::test_a_request_is_asked_taken": "never",
    "test_nobody_learns.py::test_every_byte": "never",
    "test_bridge.py::test_every_row_is_as_if": "never",
}


def is_thorough(name: str) -> bool:
    """Whether the test with this node id is one of them."""
    return any(part in name and not re.search(always, name) for part, always in ASKED_ALWAYS.items())
