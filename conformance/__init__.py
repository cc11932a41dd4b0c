"""The suite: stored cases and relations, put to any implementation of the Keras API.

``pytest conformance/ --impl NAME``; see ``conformance.plugin`` for the options and ``conformance.outcomes`` for
what a result can be.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent
