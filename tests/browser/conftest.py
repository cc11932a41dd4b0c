"""A headless Chromium, if there is one; each test of this folder says why if there is none, and how to get it."""

import os
import shutil

import pytest

from conformance.matrix import gather, write
from tests.conformance.matrix.reports import broken, mixed, sound

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def browser():
    """Chromium by the variable CHROMIUM or from the PATH."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: pip install playwright, or tox -e browser"
    )
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(
            "no browser: apt-get install chromium, or set the variable CHROMIUM to the path of a Chromium or Chrome"
        )
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=path, args=arguments)
        yield started
        started.close()


@pytest.fixture(scope="session")
def opened(browser, tmp_path_factory):
    """Open the page of some reports from its file; noise on the console, errors and requests are in ``page.noise``."""
    contexts = []

    def open_page(reports, at="", **context):
        folder = tmp_path_factory.mktemp("report")
        write(gather(reports), folder)
        contexts.append(browser.new_context(**{"viewport": {"width": 1200, "height": 900}, **context}))
        page = contexts[-1].new_page()
        page.set_default_timeout(5000)
        page.noise = []
        page.on("console", lambda message: page.noise.append(message.text))
        page.on("pageerror", lambda error: page.noise.append(str(error)))
        page.on("dialog", lambda dialog: (page.noise.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: page.noise.append(request.url) if is_asked_for(request) else None)
        page.goto((folder / "index.html").as_uri() + at)
        return page

    yield open_page
    for context in contexts:
        context.close()


def is_asked_for(request):
    """All but the page itself and what it holds in itself."""
    return not request.is_navigation_request() and not request.url.startswith("data:")


@pytest.fixture
def page(opened):
    """The page of a sound, a mixed and a broken implementation."""
    found = opened([sound(), mixed(), broken()])
    yield found
    assert found.noise == []
    found.context.close()
