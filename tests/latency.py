"""How long from leaving a field to the other's screen, fifty times: `pytest tests/latency.py -s`. Asserts nothing."""

import statistics

from playwright.sync_api import expect

from samtalerum.dialogues.phases import Phase
from tests.browser import Windows
from tests.cast import Cast

TIMES = 50


def test_how_long_it_takes(windows: Windows, people: Cast):
    dialogue = people.conversation(Phase.DURING)
    ada, ben = windows.person_page(people.ada), windows.person_page(people.ben)
    for page in (ada, ben):
        with page.expect_response(lambda one: "/live/" in one.url and one.status == 200):
            page.goto(f"/dialogues/{dialogue.pk}/room/")
    ada.evaluate(
        """() => { window.seen = {}; new MutationObserver(() => {
        const found = document.querySelector("main").textContent.match(/word-\\d+-end/g) || [];
        for (const one of found) window.seen[one] ??= Date.now(); })
        .observe(document.body, {childList: true, subtree: true, characterData: true}) }"""
    )
    given, took = ben.locator("[id='text-advice']"), []
    for number in range(TIMES):
        words = f"word-{number}-end"
        given.fill(words)
        with ben.expect_response(lambda one: "/save/" in one.url) as saved:
            given.blur()
        timing = saved.value.request.timing
        answered = timing["startTime"] + timing["responseStart"]
        expect(ada.locator("main")).to_contain_text(words)
        took.append(ada.evaluate("words => window.seen[words]", words) - answered)
    took.sort()
    print(
        f"\nsave answered -> other's screen: p50 {statistics.median(took):.0f} ms, p95 {took[int(TIMES * 0.95)]:.0f} ms"
    )
