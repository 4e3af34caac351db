"""Pictures of pages: PNG, JPEG, TIFF (with several pages), BMP, WebP; their text is recognised."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from knowledge.loading import layout, recognition
from knowledge.loading.extract import Extract
from knowledge.loading.refusal import Refused, damaged

MAX_PIXELS = 60_000_000
"""Of one page: A3 at 500 dpi. Read from the file's head, before anything is unpacked."""
MAX_FRAMES = 100
FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")


def extract(path: Path) -> Extract:
    """Raises Refused for an image that is damaged, too large, without text, or has more pages than time allows."""
    try:
        with Image.open(path, formats=FORMATS) as image:
            frames = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
            if frames > MAX_FRAMES:
                raise Refused(f"有 {frames} 页，上限是 {MAX_FRAMES} 页：请拆分后再导入。")
            blocks = layout.blocks(list(recognition.recognise(_frames(image, frames), frames)))
    except Refused:
        raise
    except UnidentifiedImageError as error:
        raise damaged("认不出是哪种图片") from error
    except Image.DecompressionBombError as error:
        raise Refused(f"像素太多，上限是 {MAX_PIXELS // 10**6} 百万：请降低分辨率后再导入。") from error
    except (OSError, SyntaxError, ValueError) as error:  # what Pillow raises in the middle of a damaged image
        raise damaged("图片不完整") from error
    if not blocks:
        raise Refused("图片里没有认出文字：请确认拍的是文件，并换一张清楚的图片。")
    return Extract(blocks, pages=frames, warnings=("文字由图像识别得来，请对照原图核对。",))


def _frames(image: Image.Image, count: int) -> Iterator[tuple[int, Image.Image]]:
    """(page number, the page the right way up as the camera noted), one at a time."""
    for number, frame in enumerate(ImageSequence.Iterator(image), 1):
        if number > count:
            return
        if frame.width * frame.height > MAX_PIXELS:
            seen = f"第 {number} 页有 {frame.width}×{frame.height} 个像素，上限是 {MAX_PIXELS // 10**6} 百万"
            raise Refused(f"{seen}：请降低分辨率后再导入。")
        # JPEG can be unpacked at half or quarter size, which saves memory; other formats ignore this.
        frame.draft("RGB", (recognition.LONGEST_SIDE, recognition.LONGEST_SIDE))
        yield number, _on_white(ImageOps.exif_transpose(frame))


def _on_white(frame: Image.Image) -> Image.Image:
    """Transparent paper is white: black letters on nothing would else stand on black."""
    if not frame.has_transparency_data:
        return frame.convert("RGB")
    layered = frame.convert("RGBA")
    white = Image.new("RGB", layered.size, "white")
    white.paste(layered, mask=layered.getchannel("A"))
    return white
