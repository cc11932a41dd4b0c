"""``python -m tests.with_keras.write_files``: the files in golden/catalog/written/, as Keras writes them.

They are what cases of loading begin with, so they stay as they are; to write them anew is to ask other questions.
"""

import importlib
from pathlib import Path

from tests.with_keras.models import MODELS

FOLDER = Path("golden/catalog/written")


def main():
    keras = importlib.import_module("keras")
    for name in ("line", "images", "graph"):
        keras.utils.clear_session()
        keras.utils.set_random_seed(3)
        made = MODELS[name](keras)
        made.model.fit(made.x, made.y, batch_size=4, epochs=2, verbose=0, shuffle=False)
        made.model.save(FOLDER / f"{name}.keras")
        if name == "line":
            made.model.save_weights(FOLDER / f"{name}.weights.h5")


if __name__ == "__main__":
    main()
