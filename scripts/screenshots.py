"""The pictures of the documentation: the main views, as a real browser shows them over the built-in bulletin.

    python scripts/screenshots.py [FOLDER]

Writes into FOLDER, by default docs/images. The library is a temporary one; the embedding model is that of the settings.
Needs Chromium, see CANYUE_CHROMIUM.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from assistant import web  # noqa: E402
from assistant.chain import PolicyChain  # noqa: E402
from assistant.settings import Settings  # noqa: E402
from assistant.web.chat_tab import EXAMPLES  # noqa: E402
from knowledge.embedding import open_embedder  # noqa: E402
from knowledge.library import SAMPLE  # noqa: E402
from tests.web.conftest import FLAGS, new_library, served  # noqa: E402

IMAGES = ROOT / "docs" / "images"
PROFILE = ROOT / "docs" / "examples" / "众创空间档案.json"
QUESTION, SCORING = EXAMPLES["众创空间负责人"][1], EXAMPLES["众创空间负责人"][2]
TABLE_QUESTION = "专业化众创空间的 2.2 占多少？"
PATIENCE_MS = 60_000
SETTLED = """() => document.fonts.status === "loaded"
    && !document.getAnimations().some((one) => one instanceof CSSTransition)"""

Scheme = Literal["light", "dark"]
# The conversation once more, otherwise dressed.
VIEWS: tuple[tuple[str, int, int, Scheme], ...] = (
    ("chat-dark.png", 1280, 800, "dark"),
    ("chat-narrow.png", 380, 760, "light"),
)


def main() -> int:
    """Take every picture; return the exit status."""
    chromium = os.environ.get("CANYUE_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        print("没有找到 Chromium：请安装，或用 CANYUE_CHROMIUM 指定它的路径。", file=sys.stderr)
        return 1
    folder = Path(sys.argv[1]) if sys.argv[1:] else IMAGES
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="canyue-") as home, sync_playwright() as playwright:
        library = new_library(Path(home), *SAMPLE.glob("*.md"), embedder=open_embedder(Settings().home))
        library.warm_up()
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        with served(web.build(PolicyChain(library))) as address:
            take(browser, address, folder)
        browser.close()
    for picture in sorted(folder.glob("*.png")):
        print(f"{picture.name:20} {picture.stat().st_size / 1000:4.0f} kB")
    return 0


def take(browser: Browser, address: str, folder: Path) -> None:
    """The views one after the other; the conversation is the same one in all of them."""
    with opened(browser, address) as page:
        ask(page, QUESTION)
        ask(page, TABLE_QUESTION)
        save(page, folder / "chat.png")
        place = page.get_by_role("link", name="在文件里看").first.evaluate("link => link.href")
        conversation = page.url
        page.get_by_role("button", name="新对话").click()
        expect(page.locator(".turn")).to_have_count(0, timeout=PATIENCE_MS)
        ask(page, SCORING)
        save(page, folder / "score.png")
        page.get_by_role("tab", name="评分").click()
        with page.expect_file_chooser() as chooser:
            page.locator("#score-import").click()
        chooser.value.set_files(PROFILE)
        expect(page.locator("#score-import-said")).to_contain_text("已导入", timeout=PATIENCE_MS)
        page.locator("#score-form").get_by_role("heading", name="孵化绩效").scroll_into_view_if_needed()
        save(page, folder / "scoring.png")
        page.get_by_role("tab", name="知识库").click()
        expect(page.locator("#library-listed table")).to_be_visible(timeout=PATIENCE_MS)
        save(page, folder / "library.png")
        page.goto(place)
        expect(page.locator("#quote")).to_be_in_viewport(timeout=PATIENCE_MS)
        save(page, folder / "document.png")
    for name, width, height, scheme in VIEWS:
        with opened(browser, conversation, width, height, scheme) as page:
            expect(page.locator("#t2 .card").first).to_be_visible(timeout=PATIENCE_MS)
            save(page, folder / name)


@contextmanager
def opened(
    browser: Browser, address: str, width: int = 1280, height: int = 800, scheme: Scheme = "light"
) -> Iterator[Page]:
    """A page in a window of its own."""
    with browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", color_scheme=scheme, reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        page.goto(address)
        page.locator("#question textarea").wait_for(timeout=PATIENCE_MS)
        expect(page.locator(".thread")).to_be_attached(timeout=PATIENCE_MS)
        yield page


def ask(page: Page, question: str) -> None:
    """Ask, and wait for the end of the answer."""
    number = page.locator(".turn").count() + 1
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(f"#current #t{number}:not([data-busy])")).to_be_visible(timeout=PATIENCE_MS)


def save(page: Page, path: Path) -> None:
    """The window as it is once fonts are there and nothing moves or is pointed at, in 256 colours."""
    page.mouse.move(0, 0)
    page.wait_for_function(SETTLED, timeout=PATIENCE_MS)
    page.screenshot(path=path)
    with Image.open(path) as image:
        image.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
