"""What tests share: the embedding weights, and a real browser."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import platformdirs
import pytest

from assistant.settings import Settings
from knowledge import weights


@pytest.fixture(scope="session")
def home_with_weights() -> Path:
    """A home with the default embedding model, kept between runs; only its models may be used, nothing be written."""
    home = Path(os.environ.get("CANYUE_TEST_HOME") or platformdirs.user_cache_dir("canyue-tests", appauthor=False))
    settings = Settings()
    try:
        local = settings.weights_dir or weights.installed(settings.home)
        weights.fetch(home, local=local, endpoint=settings.model_endpoint, offline=settings.offline)
    except weights.WeightsUnavailable as unavailable:
        pytest.skip(f"no embedding weights: {unavailable}")
    return home


def _chromium_path() -> str | None:
    return os.environ.get("CANYUE_CHROMIUM") or shutil.which("chromium")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser for tests marked ``browser``, which are skipped where there is none."""
    path = _chromium_path()
    assert path is not None
    return path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "home_with_weights" in getattr(item, "fixturenames", ()):
            item.add_marker("weights")
        if item.get_closest_marker("browser") and _chromium_path() is None:
            item.add_marker(pytest.mark.skip(reason="no Chromium: install it, or set CANYUE_CHROMIUM"))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Say in the last line whether the browser tests ran."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    ran, skipped = (
        sum("browser" in report.keywords for outcome in outcomes for report in reporter.stats.get(outcome, []))
        for outcomes in (("passed", "failed"), ("skipped",))
    )
    if ran or skipped:
        print(f"浏览器测试：运行 {ran} 个，跳过 {skipped} 个")
