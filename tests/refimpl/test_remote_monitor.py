"""What RemoteMonitor sends, as a server receives it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import numpy as np
import pytest

from refimpl.callbacks import RemoteMonitor


@pytest.fixture
def server():
    """(its address, list of (path, headers, body) that it got). It answers 500 to what is sent to /fails/."""
    got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            got.append((self.path, dict(self.headers), body))
            self.send_response(500 if self.path == "/fails/" else 200)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}", got
        running.shutdown()
        thread.join()


def test_a_form_with_the_logs_as_json(server):
    root, got = server
    RemoteMonitor(root).on_epoch_end(3, {"loss": 0.5, "size": np.float32(2.0), "count": np.array(7)})
    (path, headers, body), = got  # fmt: skip
    assert path == "/publish/epoch/end/"
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert json.loads(parse_qs(body)["data"][0]) == {"epoch": 3, "loss": 0.5, "size": 2.0, "count": 7}


def test_json_with_headers_to_another_path(server):
    root, got = server
    RemoteMonitor(root, path="/logs/", headers={"X-Run": "a"}, send_as_json=True).on_epoch_end(0, {"loss": 1.5})
    (path, headers, body), = got  # fmt: skip
    assert (path, headers["X-Run"], headers["Content-Type"]) == ("/logs/", "a", "application/json")
    assert json.loads(body) == {"epoch": 0, "loss": 1.5}


def test_another_field_and_no_logs(server):
    root, got = server
    RemoteMonitor(root, field="state").on_epoch_end(1)
    assert json.loads(parse_qs(got[0][2])["state"][0]) == {"epoch": 1}


@pytest.mark.filterwarnings("error")
def test_what_the_server_answers_does_not_matter(server):
    root, got = server
    RemoteMonitor(root, path="/fails/").on_epoch_end(0, {})
    assert len(got) == 1


@pytest.mark.parametrize("root", ["http://127.0.0.1:1", "nowhere", "http://a b"])
def test_a_server_that_cannot_be_reached_is_a_warning(root):
    with pytest.warns(UserWarning, match="root="):
        RemoteMonitor(root).on_epoch_end(0, {"loss": 1.0})
