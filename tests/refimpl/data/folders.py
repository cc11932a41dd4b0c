"""Small folders of images, texts and sounds."""

import wave

import numpy as np
from PIL import Image

CLASSES = {"ants": 7, "bees": 5, "cats": 6}
SIZES = [(9, 12), (16, 16), (5, 7), (20, 8), (31, 33)]
MODES = ["RGB", "L", "RGBA", "P", "LA", "1"]


def images(folder):
    """PNG, BMP and GIF files of several sizes and modes, and files and folders that are to be passed over."""
    rng = np.random.default_rng(5)
    for number, (name, count) in enumerate(CLASSES.items()):
        for i in range(count):
            below = folder / name / "more" if i == 3 else folder / name
            below.mkdir(parents=True, exist_ok=True)
            pixels = rng.integers(0, 256, (*SIZES[(i + number) % len(SIZES)], 3)).astype("uint8")
            Image.fromarray(pixels).convert(MODES[(i + 2 * number) % len(MODES)]).save(below / f"{9 - i}.PNG")
        (folder / name / "notes.md").write_text("no image")
    Image.fromarray(pixels).save(folder / "bees" / "b.bmp")
    Image.fromarray(pixels).quantize().save(folder / "ants" / "a.gif")
    (folder / ".hidden").mkdir()
    Image.fromarray(pixels).save(folder / ".hidden" / "h.png")
    return folder


def texts(folder):
    for number, (name, count) in enumerate(CLASSES.items()):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for i in range(count):
            (folder / name / f"{i}.txt").write_bytes(f"{name} é {number} {'x' * i}\n".encode())
    return folder


def sounds(folder):
    rng = np.random.default_rng(6)
    for name, count in CLASSES.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for i in range(count):
            with wave.open(str(folder / name / f"{i}.wav"), "wb") as file:
                file.setnchannels(2)
                file.setsampwidth(2)
                file.setframerate(8000)
                file.writeframes(rng.integers(-(2**15), 2**15, (10 + i, 2)).astype("<i2").tobytes())
    return folder
