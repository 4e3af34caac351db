"""Text in images, recognised on this machine: the only module on rapidocr (PP-OCRv6; its models are in the wheel)."""

from __future__ import annotations

import os
import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import rapidocr
from numpy.typing import NDArray
from PIL import Image

from knowledge.loading.layout import Sheet
from knowledge.loading.lines import Span, measure
from knowledge.loading.refusal import Refused
from knowledge.loading.ruling import Rule

LONGEST_SIDE = 2340
"""Pixels of A4 at 200 dpi; larger images are made smaller before their text is looked for."""
BUDGET_S = 45.0
"""Seconds that one file may take; what is still unread then makes it refused, never half read."""
MIN_CONFIDENCE = 0.5
UNSURE = 0.8
_WORKERS = min(2, os.cpu_count() or 1)

_HAN = "\u4e00-\u9fff"
Pixels = NDArray[np.uint8]


def recognise(images: Iterable[tuple[int, Image.Image]], total: int) -> Iterator[Sheet]:
    """The sheet of each (page number, image), in pixels of the image after scaling.

    Raises Refused as soon as it shows that ``total`` images will not be read within BUDGET_S.
    """
    started, done = time.monotonic(), 0
    waiting: deque[Future[Sheet]] = deque()
    with ThreadPoolExecutor(_WORKERS) as pool:
        try:
            for number, image in images:
                waiting.append(pool.submit(_sheet, number, _pixels(image)))
                if len(waiting) == _WORKERS:
                    yield waiting.popleft().result()
                    done += 1
                    _check_budget(time.monotonic() - started, done, total)
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


def _check_budget(elapsed: float, done: int, total: int) -> None:
    if elapsed / done * total > BUDGET_S and (done >= 2 * _WORKERS or elapsed > BUDGET_S):
        pages = max(1, int(BUDGET_S * done / elapsed * 0.8))
        raise Refused(
            f"有 {total} 页是扫描的图像，这台电脑识别一页约 {elapsed / done:.0f} 秒，"
            f"{BUDGET_S:.0f} 秒内读不完：请拆分成每份不超过 {pages} 页的文件后再导入。"
        )


def _pixels(image: Image.Image) -> Pixels:
    scale = LONGEST_SIDE / max(image.size)
    if scale < 1:
        image = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS)
    return np.asarray(image.convert("RGB"))[:, :, ::-1]


def _sheet(number: int, pixels: Pixels) -> Sheet:
    """The reading of the image the way up in which its text is read with most confidence."""
    spans = _spans(pixels)
    words = [span for span in spans if len(span.text) > 2]
    readings = [(pixels, spans)]
    if 2 * sum(span.bottom - span.top > span.x1 - span.x0 for span in words) > len(words):
        readings = [_turned(pixels, quarters) for quarters in (1, 3)]
    elif _score(spans) < UNSURE * sum(len(span.text) for span in spans):
        readings.append(_turned(pixels, 2))
    pixels, spans = max(readings, key=lambda reading: _score(reading[1]))
    height, width = pixels.shape[:2]
    return Sheet(number, width, height, spans, _rules(pixels, spans))


def _turned(pixels: Pixels, quarters: int) -> tuple[Pixels, list[Span]]:
    turned = np.ascontiguousarray(np.rot90(pixels, quarters))
    return turned, _spans(turned)


def _score(spans: list[Span]) -> float:
    return sum((span.confidence or 0.0) * len(span.text) for span in spans)


def _spans(pixels: Pixels) -> list[Span]:
    """Lines as they were found, as high as their letters are wide: found boxes are higher, short ones the most."""
    output = _engine()(pixels)
    if output.boxes is None or output.txts is None:
        return []
    spans = []
    for box, text, score in zip(output.boxes, output.txts, output.scores, strict=True):
        (x0, top), (x1, bottom) = box.min(axis=0).tolist(), box.max(axis=0).tolist()
        em = (x1 - x0) / measure(text)
        inset = max(0.1 * (bottom - top), (bottom - top - em) / 2) if x1 - x0 > bottom - top else 0.0
        spans.append(Span(_with_chinese_brackets(text), x0, top + inset, x1, bottom - inset, float(score)))
    return spans


def _with_chinese_brackets(text: str) -> str:
    """Round brackets beside Chinese letters in their full width, those around the year of a document number as 〔〕.

    The model hardly tells the widths apart, and often takes 〔〕 for round brackets.
    """
    text = re.sub(rf"(?<=[{_HAN}])\(|\((?=[{_HAN}])", "（", text)
    text = re.sub(rf"(?<=[{_HAN}])\)|\)(?=[{_HAN}])", "）", text)
    return re.sub(r"[(（\[【](20\d\d|19\d\d)[)）\]】](?=\d{1,4}号)", r"〔\1〕", text)


def _rules(pixels: Pixels, spans: list[Span]) -> list[Rule]:
    """Straight dark strokes along the axes that are longer than any stroke of a letter."""
    if not spans:
        return []
    gray = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    dark = cv2.adaptiveThreshold(gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)
    length = int(1.4 * np.median([span.bottom - span.top for span in spans]))
    rules = []
    for shape in ((length, 1), (1, length)):
        strokes = cv2.morphologyEx(dark, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape))
        count, _, boxes, _ = cv2.connectedComponentsWithStats(strokes)
        for x, y, width, height, _ in boxes[1:count].tolist():
            if min(width, height) <= length / 5 and max(width, height) > 4 * min(width, height):
                rules.append(Rule(x, y, x + width, y + height))
    return rules


@cache
def _engine() -> Callable[[Pixels], Any]:
    """Raises Refused where the package came without its models: nothing is downloaded while documents are read."""
    models = Path(rapidocr.__file__).parent / "models"
    files = {
        "Det": models / "PP-OCRv6_det_small.onnx",
        "Cls": models / "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
        "Rec": models / "PP-OCRv6_rec_small.onnx",
    }
    missing = [file.name for file in files.values() if not file.is_file()]
    if missing:
        raise Refused(f"文字识别的模型文件不在（{'、'.join(missing)}）：请重新安装 rapidocr 后再导入。")
    return rapidocr.RapidOCR(
        params={
            **{f"{part}.model_path": str(file) for part, file in files.items()},
            "Global.log_level": "critical",
            "Global.text_score": MIN_CONFIDENCE,
            "Global.max_side_len": LONGEST_SIDE,
            # Lines of a scan stand the right way up with their page, which is turned as a whole (see _sheet).
            "Global.use_cls": False,
            "Det.limit_type": "max",
            "Det.limit_side_len": 960,
            # One line at a time takes half the memory of six, and no padding; pages are read side by side instead.
            "Rec.rec_batch_num": 1,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        }
    )
