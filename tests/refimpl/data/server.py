"""A server on loopback that serves files, and fails in the ways that servers fail."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Served:
    """``files`` by path; ``asked`` is a list of (path, Range header or None), one entry for each request.

    ``ends_after``: how many bytes of a body are sent before the connection ends, one entry for each request that fails.
    """

    files: dict
    ranges: bool = True
    etag: str | None = '"v1"'
    length: bool = True
    ends_after: list = field(default_factory=list)
    statuses: dict = field(default_factory=dict)
    moved: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)
    root: str = ""


@contextmanager
def serving(files, **how):
    """A Served, whose ``root`` is its address, while the block runs."""
    served = Served(files, **how)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            served.asked.append((self.path, self.headers["Range"]))
            if self.path in served.moved:
                self.send_response(302)
                self.send_header("Location", served.root + served.moved[self.path])
                self.end_headers()
            elif self.path in served.statuses:
                self.send_error(served.statuses[self.path])
            elif self.path not in served.files:
                self.send_error(404)
            else:
                self.send_file(served.files[self.path])

        def send_file(self, body):
            wanted, begin = self.headers["Range"], 0
            if wanted and served.ranges and self.headers["If-Range"] in (None, served.etag):
                begin = int(wanted.removeprefix("bytes=").rstrip("-"))
                if begin >= len(body):
                    self.send_response(416)
                    self.send_header("Content-Range", f"bytes */{len(body)}")
                    self.end_headers()
                    return
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {begin}-{len(body) - 1}/{len(body)}")
            else:
                self.send_response(200)
            if served.length:
                self.send_header("Content-Length", str(len(body) - begin))
            if served.etag:
                self.send_header("ETag", served.etag)
            self.end_headers()
            rest = body[begin:]
            self.wfile.write(rest[: served.ends_after.pop(0)] if served.ends_after else rest)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served.root = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()
