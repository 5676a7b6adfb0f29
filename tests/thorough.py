"""What asks the same question again of more roles, phases and languages, and takes its time: `make test-thorough`.

`make test` asks each of these questions at least once: of the role, phase or language that goes deepest.
"""

import re

# By file and test: which of its variants `make test` asks; the others are thorough.
ASKED_ALWAYS = {
    "test_every_page.py::test_axe_finds_nothing": r"-(before|during)\]",
    "test_every_page.py::test_every_page_speaks_every_language": r"\[(before|during)-",
    "test_coached_matrix.py::test_axe_finds_nothing": r"-before\]",
    "test_coached_matrix.py::test_every_page_speaks_every_language": r"\[during-",
    "test_coached_matrix.py::test_a_course_of_others": r"\[during\]",
    "test_coached_matrix.py::test_where_it_is_switched_off": r"\[during\]",
    "test_matrix.py::test_a_dialogue_of_others": r"\[before\]",
    "test_planted.py::test_a_planted_sentence": r"\[(stranger|partner|standin|admin)\]",
}


def is_thorough(name: str) -> bool:
    """Whether the test with this node id is one of them."""
    return any(part in name and not re.search(always, name) for part, always in ASKED_ALWAYS.items())
