"""Text to measure with: as long as people's, and never the same twice in a row."""

SENTENCES = (
    "What I am most pleased with is the course that I took over with two weeks' notice.",
    "I would like to know where you see me in three years, and what would have to happen before that.",
    "The field work went better than I had feared, and the samples are all in the freezer.",
    "I have been asked twice whether I want to lead the group, and both times I said that I would think about it.",
    "Writing comes easily in the morning and not at all after three.",
    "Let us look at the calls of the spring, and at who could read a first draft.",
)


def prose(length: int, number: int) -> str:
    """So many characters; another number, another text."""
    text = ""
    while len(text) < length:
        text += f"{SENTENCES[(number + len(text)) % len(SENTENCES)]} "
    return f"{number} {text}"[:length]
