"""Two texts written at one place: what differs, word by word."""

from difflib import SequenceMatcher
from re import findall

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# Beyond so many words the comparison goes line by line: it stays quick, and reading word by word would help nobody.
# Beyond as many lines it only asks which lines the other text has, wherever: finding their order takes the square of their
# number, and more than a minute for what one person can send.
WORDS = 3000


def marked(text: str, beside: str) -> SafeString:
    """The text in paragraphs, with <mark> around what the text beside it does not say."""
    parts, others = _parts(text), _parts(beside)
    if len(parts) + len(others) > WORDS:
        parts, others = text.splitlines(keepends=True), beside.splitlines(keepends=True)
    same = _same(parts, others)
    paragraphs: list[list[tuple[str, bool]]] = [[]]
    for position, part in enumerate(parts):
        for number, line in enumerate(part.split("\n")):
            if number:
                paragraphs.append([])
            if line:
                _add(paragraphs[-1], line, differs=position not in same and bool(line.strip()))
    return format_html_join("", "<p>{}</p>", ((_pieces(paragraph),) for paragraph in paragraphs if paragraph))


def together(here: str, there: str) -> str:
    """A beginning for putting two texts together: this one, and the paragraphs that only the other one has."""
    mine = here.split("\n\n")
    known = set(mine)
    more = [paragraph for paragraph in there.split("\n\n") if paragraph.strip() and paragraph not in known]
    return "\n\n".join([*(paragraph for paragraph in mine if paragraph.strip()), *more])


def _same(parts: list[str], others: list[str]) -> set[int]:
    """Where the other text says the same."""
    if len(parts) + len(others) > WORDS:
        there = set(others)
        return {position for position, part in enumerate(parts) if part in there}
    matcher = SequenceMatcher(None, parts, others)
    return {position for block in matcher.get_matching_blocks() for position in range(block.a, block.a + block.size)}


def _parts(text: str) -> list[str]:
    return findall(r"\S+|\s+", text)


def _add(paragraph: list[tuple[str, bool]], line: str, *, differs: bool) -> None:
    if paragraph and paragraph[-1][1] == differs:
        paragraph[-1] = (paragraph[-1][0] + line, differs)
    else:
        paragraph.append((line, differs))


def _pieces(paragraph: list[tuple[str, bool]]) -> SafeString:
    pieces = (format_html("<mark>{}</mark>" if differs else "{}", words) for words, differs in paragraph)
    return format_html_join("", "{}", ((piece,) for piece in pieces))
