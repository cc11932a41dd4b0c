"""RemoteMonitor: the logs of each epoch, sent to a server."""

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
import warnings

import numpy as np

from refimpl.callbacks.callback import Callback


class RemoteMonitor(Callback):
    """Posts ``{"epoch": epoch, **logs}`` to ``root + path`` after each epoch.

    As a form, with the JSON in its ``field``; or as JSON itself with ``send_as_json``. What the server answers does
    not matter. Keras sends by the package ``requests``, this by the standard library.
    Warns: if the server cannot be reached.
    Spec: keras.callbacks.RemoteMonitor.
    """

    def __init__(
        self, root="http://localhost:9000", path="/publish/epoch/end/", field="data", headers=None, send_as_json=False
    ):  # fmt: skip
        self.root, self.path, self.field, self.headers = root, path, field, headers
        self.send_as_json = send_as_json

    def on_epoch_end(self, epoch, logs=None):
        logs = {k: v.item() if isinstance(v, (np.ndarray, np.generic)) else v for k, v in (logs or {}).items()}
        text = json.dumps({"epoch": epoch, **logs})
        if self.send_as_json:
            kind, body = "application/json", text
        else:
            kind, body = "application/x-www-form-urlencoded", urllib.parse.urlencode({self.field: text})
        try:
            headers = {"Content-Type": kind, **(self.headers or {})}
            with urllib.request.urlopen(urllib.request.Request(self.root + self.path, body.encode(), headers)):
                pass
        except urllib.error.HTTPError as answer:  # it was reached
            answer.close()
        except (OSError, http.client.HTTPException, ValueError):
            warnings.warn(f"RemoteMonitor: no server could be reached at root={self.root!r}", stacklevel=2)
