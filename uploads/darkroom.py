"""One picture, read and made anew, in a process of its own that may take two seconds and 300 MiB and write nothing.

It is started by `workshop.py` as a file, imports nothing of ours, reads a picture from its input and writes the variants
to its output: the length of a line of JSON, that line, then the bytes of each variant one after the other. What it is
given may be hostile; whatever happens to this process happens to nobody else.
"""

from __future__ import annotations

import io
import json
import resource
import struct
import sys
import time
import warnings
from typing import Any, NoReturn

MEMORY = 260 * 2**20  # bytes of data; with the code of the libraries it stays under 300 MiB
MOST_PIXELS = 40_000_000
MOST_FRAMES = 200
MOST_PROFILE = 2**20  # bytes of a colour profile: a larger one is left out
WIDTHS = (480, 960, 1600)
FACE_WIDTHS = (64, 192)
LARGEST_AREA = 2_000_000  # pixels of the largest variant, so that a long screenshot takes no longer
MOVING_WIDTH = 480
MOVING_PIXELS = 4_000_000  # of all frames together as they are sent
MOVING_SOURCE = 40_000_000  # of all frames together as they came; more is shown as a still
FORMATS = ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF"]
MOVING_FORMATS = {"GIF", "PNG", "WEBP"}
ENOUGH = 0.5  # of the time, gone when AVIF would begin: it takes the other half where much is in the picture
STRIP = 256  # rows of a large picture that are made smaller at once
SHARPNESS = 1.5  # times its size at which a picture is made smaller with care
WHITE = (255, 255, 255)

# By EXIF's number, what turns the picture upright: names of Image.Transpose.
UPRIGHT = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
ORIENTATION = 0x0112


class Refused(Exception):
    """`str()` is a word of `workshop.SENTENCES`."""


def confine(seconds: int) -> None:
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def opened(content: bytes) -> Any:
    """The picture, of which only the header has been looked at."""
    from PIL import Image, UnidentifiedImageError

    # Pillow stops at twice as many, also where a later frame of a GIF says that it is larger than the paper it lies on.
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    _know_heif()
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError:
        raise Refused("pixels") from None
    except UnidentifiedImageError:
        raise Refused("unknown") from None
    if image.width < 1 or image.height < 1:
        raise Refused("broken")
    if image.width * image.height > MOST_PIXELS:
        raise Refused("pixels")
    return image


def _know_heif() -> None:
    from pillow_heif import options, register_heif_opener

    options.THUMBNAILS = False
    options.DEPTH_IMAGES = False
    options.AUX_IMAGES = False
    options.DECODE_THREADS = 1
    register_heif_opener(thumbnails=False)


def frames_of(image: Any) -> int:
    """How many pictures it shows one after the other. Two in one JPEG are the same one for other eyes."""
    frames = int(getattr(image, "n_frames", 1)) if image.format in MOVING_FORMATS else 1
    if frames > MOST_FRAMES:
        raise Refused("frames")
    return frames


def largest_size(width: int, height: int) -> tuple[int, int]:
    """What is shown at most, in the same proportions."""
    scale = min(1.0, WIDTHS[-1] / width, (LARGEST_AREA / (width * height)) ** 0.5)
    return max(1, round(width * scale)), max(1, round(height * scale))


def still(image: Any) -> Any:
    """The first frame upright, small, in plain colours and without anything that is not colour."""
    from PIL import Image

    turn = UPRIGHT.get(_orientation(image), "")
    width, height = image.size
    if turn and turn not in ("FLIP_LEFT_RIGHT", "ROTATE_180", "FLIP_TOP_BOTTOM"):
        height, width = largest_size(height, width)  # it will lie on its side
    else:
        width, height = largest_size(width, height)
    profile = image.info.get("icc_profile") or b""
    image.draft("RGB", (width, height))
    image = roughly(image, width, height).resize((width, height), Image.Resampling.BICUBIC)
    image = in_usual_colours(coloured(image), profile)
    if turn:
        image = image.transpose(Image.Transpose[turn])
    image.info.clear()
    return image


def _orientation(image: Any) -> int:
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:  # what stands beside the picture may be anything, and the picture is whole all the same
        return 1


def roughly(image: Any, width: int, height: int) -> Any:
    """Made smaller by a whole number, strip by strip: a large picture is never there twice."""
    from PIL import Image

    factor = int(min(image.width / width, image.height / height) / SHARPNESS)
    if factor < 2:
        return plain(image)
    image.load()
    rows = STRIP * factor
    tops = range(0, image.height, rows)
    strips = [plain(image.crop((0, top, image.width, min(top + rows, image.height)))).reduce(factor) for top in tops]
    whole = Image.new(strips[0].mode, (strips[0].width, sum(strip.height for strip in strips)))
    for number, strip in enumerate(strips):
        whole.paste(strip, (0, number * STRIP))
    return whole


def plain(image: Any) -> Any:
    """In a mode that can be made smaller; nothing is copied that need not be."""
    if image.mode.startswith(("I", "F")):
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.mode == "P":
        return image.convert("RGBA" if "transparency" in image.info else "RGB")
    if image.mode in ("1", "PA"):
        return image.convert("L" if image.mode == "1" else "RGBA")
    if image.mode in ("RGB", "L") and "transparency" in image.info:
        return image.convert("RGBA")
    return image


def coloured(image: Any) -> Any:
    """As RGB, or RGBA where something shines through."""
    if image.mode in ("LA", "La", "RGBa", "RGBA"):
        image = image.convert("RGBA")
        return image if image.getchannel("A").getextrema()[0] < 255 else image.convert("RGB")
    return image.convert("RGB")


def in_usual_colours(image: Any, profile: bytes) -> Any:
    """What a wide-gamut camera meant, in sRGB: its profile does not go along."""
    if not profile or len(profile) > MOST_PROFILE or image.mode != "RGB":
        return image
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if source.profile.xcolor_space.strip() != "RGB":
            return image
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image


def square(image: Any) -> Any:
    """The middle of it, always as large as the largest that is shown."""
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    return image.crop((left, top, left + side, top + side)).resize((FACE_WIDTHS[-1], FACE_WIDTHS[-1]))


def encoded(image: Any, widths: tuple[int, ...], *, seconds: float) -> list[tuple[str, bytes]]:
    """Each variant under its name: "480.avif". AVIF is for where there is time: every browser shows one of the others."""
    sizes = {width: sized(image, width) for width in sorted({min(width, image.width) for width in widths})}
    made = [(f"{width}.jpg", saved(flat(one), "JPEG", quality=80, progressive=True)) for width, one in sizes.items()]
    made += [(f"{width}.webp", saved(one, "WEBP", quality=78, method=1)) for width, one in sizes.items()]
    if time.process_time() < seconds * ENOUGH:
        made += [
            (f"{width}.avif", saved(one, "AVIF", quality=58, speed=9, max_threads=1)) for width, one in sizes.items()
        ]
    return made


def sized(image: Any, width: int) -> Any:
    if width == image.width:
        return image
    return image.resize((width, max(1, round(image.height * width / image.width))), reducing_gap=2.0)


def flat(image: Any) -> Any:
    if image.mode == "RGB":
        return image
    from PIL import Image

    paper = Image.new("RGB", image.size, WHITE)
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def saved(image: Any, form: str, **how: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **how)
    return file.getvalue()


def moving(image: Any, frames: int) -> list[tuple[str, bytes]]:
    """All frames as one small WebP, for whoever has not asked for less motion; nothing where that would be too much."""
    from PIL import Image

    if frames < 2 or frames * image.width * image.height > MOVING_SOURCE:
        return []
    width = min(image.width, MOVING_WIDTH, int((MOVING_PIXELS * image.width / image.height / frames) ** 0.5))
    size = max(1, width), max(1, round(image.height * max(1, width) / image.width))
    shown, lasts = [], []
    for number in range(frames):
        _turned_to(image, number)
        shown.append(image.convert("RGBA").resize(size, Image.Resampling.BILINEAR))
        shown[-1].info.clear()
        lasts.append(max(20, int(image.info.get("duration") or 100)))
    loops = int(image.info.get("loop", 0) or 0)
    how = {"save_all": True, "append_images": shown[1:], "duration": lasts, "loop": loops, "quality": 60, "method": 0}
    return [("moving.webp", saved(shown[0], "WEBP", **how))]


def _turned_to(image: Any, number: int) -> None:
    from PIL import Image

    try:
        image.seek(number)
    except Image.DecompressionBombError:
        raise Refused("pixels") from None


def developed(content: bytes, *, face: bool, seconds: float) -> tuple[dict[str, Any], list[bytes]]:
    image = opened(content)
    frames = frames_of(image)
    motion = [] if face else moving(image, frames)
    if frames > 1:
        image.seek(0)
    image = square(still(image)) if face else still(image)
    made = encoded(image, FACE_WIDTHS if face else WIDTHS, seconds=seconds) + motion
    about = {"width": image.width, "height": image.height, "files": [(name, len(data)) for name, data in made]}
    return about, [data for _name, data in made]


def say(about: dict[str, Any], files: list[bytes]) -> None:
    line = json.dumps(about).encode()
    sys.stdout.buffer.write(struct.pack(">I", len(line)) + line + b"".join(files))
    sys.stdout.buffer.flush()


def main() -> NoReturn:
    seconds = int(sys.argv[1])
    confine(seconds)
    content = sys.stdin.buffer.read()
    try:
        say(*developed(content, face=sys.argv[2] == "face", seconds=seconds))
    except Refused as refusal:
        say({"refused": str(refusal)}, [])
    except MemoryError:
        say({"refused": "heavy"}, [])
    except Exception:  # whatever a library says of a file that is none
        say({"refused": "broken"}, [])
    sys.exit(0)


if __name__ == "__main__":
    main()
