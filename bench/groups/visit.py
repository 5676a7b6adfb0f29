"""What a browser says: a first visit, the time from the first key to "Saved", and Lighthouse. Needs Chromium."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from bench.figures import Figure, p95
from bench.groups.pages import home, prepare
from bench.house import Server, free_port
from bench.setting import Setting

LIGHTHOUSE = "lighthouse@12.8.2"
CATEGORIES = {"performance": ">= 95", "accessibility": ">= 100", "best-practices": ">= 100"}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
TYPED = 15
SAVED = "() => document.querySelector('[data-saved-for]').textContent.includes('Saved')"


def visit(setting: Setting) -> list[Figure]:
    """Home and preparation of one owner."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        return [Figure("first visit, first key to Saved, Lighthouse", None, "", "", "no Chromium here")]
    server = setting.large.serve()
    asked = {"home": home(setting.large, 1), "preparation": prepare(setting.large, 1)}
    figures = _in_browser(chromium, server, asked)
    figures += _lighthouse(setting.var / "bench-lighthouse", chromium, server, asked)
    server.stop()
    return figures


def _in_browser(chromium: str, server: Server, asked: dict[str, dict[str, Any]]) -> list[Figure]:
    from playwright.sync_api import sync_playwright

    figures = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for name, one in asked.items():
            context = browser.new_context(base_url=server.url, locale="en-GB")
            context.add_cookies([{"name": "sessionid", "value": one["session"], "url": server.url}])
            page = context.new_page()
            devtools, sizes = context.new_cdp_session(page), [0.0]
            devtools.send("Network.enable")
            devtools.on("Network.loadingFinished", lambda done, sizes=sizes: sizes.append(done["encodedDataLength"]))
            page.goto(one["path"], wait_until="load")
            page.wait_for_timeout(500)
            figures += [
                Figure(f"first visit of {name}: requests", len(sizes) - 1, ""),
                Figure(f"first visit of {name}: bytes", round(sum(sizes)), "B"),
            ]
            if name == "preparation":
                figures.append(_saved(page))
            context.close()
        browser.close()
    return figures


def _saved(page: Any) -> Figure:
    """A key, and the line below the field says "Saved" with another revision behind it."""
    took = []
    text = page.locator("[data-field] textarea").first
    revision = page.locator("[data-field] input[data-name=revision]").first
    for number in range(TYPED):
        before = revision.input_value()
        began = page.evaluate("performance.now()")
        text.press("End")
        text.press_sequentially(str(number % 10))
        page.wait_for_function("([one, was]) => one.value !== was", arg=[revision.element_handle(), before])
        page.wait_for_function(SAVED)
        took.append(page.evaluate("performance.now()") - began)
    return Figure('first key to "Saved", p95', round(p95(took)), "ms", "<= 1500", "the page waits 800 ms of it")


def _lighthouse(folder: Path, chromium: str, server: Server, asked: dict[str, dict[str, Any]]) -> list[Figure]:
    """In a browser of its own that is signed in, as a header would not be: the page's own questions bring the cookie."""
    from playwright.sync_api import sync_playwright

    missing = _installed(folder)
    if missing:
        return [Figure("Lighthouse", None, "", "", missing)]
    figures, port = [], free_port()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch_persistent_context(
            folder / "profile", executable_path=chromium, args=[*FLAGS, f"--remote-debugging-port={port}"]
        )
        for name, one in asked.items():
            browser.add_cookies([{"name": "sessionid", "value": one["session"], "url": server.url}])
            figures += _scores(folder, name, server.url + one["path"], port)
        browser.close()
    shutil.rmtree(folder / "profile")
    return figures


def _scores(folder: Path, name: str, url: str, port: int) -> list[Figure]:
    report = folder / f"{name}.json"
    command = [
        str(folder / "node_modules/.bin/lighthouse"), url, "--quiet", "--output=json", f"--output-path={report}",
        f"--only-categories={','.join(CATEGORIES)}", f"--port={port}", "--disable-storage-reset",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return [Figure(f"Lighthouse, {name}", None, "", "", "it ended with an error")]
    categories = json.loads(report.read_text(encoding="utf-8"))["categories"]
    scores = {category: categories[category]["score"] for category in CATEGORIES}
    return [
        Figure(f"Lighthouse, {name}: {category}", None if score is None else round(score * 100), "of 100", aim)
        for (category, score), aim in zip(scores.items(), CATEGORIES.values(), strict=True)
    ]


def _installed(folder: Path) -> str:
    """Nothing when Lighthouse is there; otherwise why not."""
    if (folder / "node_modules/.bin/lighthouse").exists():
        return ""
    npm = shutil.which("npm")
    if npm is None:
        return "npm is not here"
    command = [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--silent", LIGHTHOUSE]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else "npm could not install it"
