"""What tests share: the embedding weights, the command line, and a real browser."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import platformdirs
import pytest

import app
from assistant.settings import Settings
from knowledge import weights
from tests.command_line import Canyue, Outcome


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


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def canyue(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Canyue:
    """Runs a command with all state in ``home``, without an embedding model."""
    for name in [name for name in os.environ if name.startswith("CANYUE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CANYUE_HOME", str(home))
    monkeypatch.setenv("CANYUE_OFFLINE", "1")
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["canyue", *map(str, arguments)])
        with pytest.raises(SystemExit) as exit_status:
            app.main()
        printed = capsys.readouterr()
        return Outcome(int(exit_status.value.code or 0), printed.out, printed.err)

    return run


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
