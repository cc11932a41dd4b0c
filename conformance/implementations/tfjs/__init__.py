"""``--impl tfjs-layers``: TensorFlow.js in Node, which answers by ``harness.js`` over the wire protocol."""

import os
import shutil
from pathlib import Path

from conformance.implementations import NoImplementation
from conformance.remote import Command

HERE = Path(__file__).resolve().parent


def implementation():
    """The command of the harness. NODE_PATH, where it is set, serves in place of ``node_modules`` beside it.

    Raises: NoImplementation without Node or the package.
    """
    node = shutil.which("node")
    if node is None:
        raise NoImplementation("node must be on the PATH (Node 18 or later)")
    if not (HERE / "node_modules").is_dir() and not os.environ.get("NODE_PATH"):
        raise NoImplementation(f"TensorFlow.js is not there: npm ci --prefix {os.path.relpath(HERE)}")
    return Command([node, str(HERE / "harness.js")])
