"""What kills, hangs or floods an implementation costs one case: a fresh worker goes on, and the run ends whole."""

import json
import os
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import psutil
import pytest

from conformance import ROOT, protocol
from conformance.implementation import Crash, Timeout
from conformance.implementations import NoImplementation, isolated, resolve, started
from conformance.remote import Command, Limits
from golden.store import Store
from golden.verdict import judge

pytest_plugins = ("pytester",)

IN_PYTHON = """
import ctypes, os, sys
from conformance.implementations.refimpl import Refimpl


class Nasty(Refimpl):
    def resolve(self, symbol):
        if symbol == "keras.ops.isfinite":
            {deed}
        return super().resolve(symbol)
"""
DEEDS = {
    "segmentation fault": ("ctypes.string_at(0)", "crash", "SIGSEGV"),
    "exit": ("os._exit(3)", "crash", "exit code 3"),
    "endless loop": ("exec('while True: pass')", "timeout", "within 1 s"),
    "a child that holds its output": (
        "os.fork() or __import__('time').sleep(300); os._exit(3)",
        "crash",
        "exit code 3",
    ),
    "memory": ("hoard = [bytes([1]) * 2**28 for _ in range(40)]; exec('while True: pass')", "crash", "GiB"),
    "system exit": ("sys.exit('enough')", "error", "SystemExit: enough"),
    "an interrupt of its own": ("raise KeyboardInterrupt('enough')", "error", "KeyboardInterrupt: enough"),
    "standard output": ("print('x' * 10**7)", "pass", ""),
}
ON_THE_WIRE = """
import sys
from conformance.worker import Server

server = Server("refimpl")
for line in sys.stdin.buffer:
    if b'"keras.ops.isfinite"' in line:
        {deed}
    sys.stdout.write(__import__("json").dumps(server.reply(line)) + "\\n")
    sys.stdout.flush()
    if server.stopped:
        break
"""
WIRE_DEEDS = {
    "half a line": ("sys.stdout.write('{\"id\": 2, \"ans'); sys.stdout.flush(); sys.exit()", "crash", "exit code 0"),
    "a line that is cut": ("sys.stdout.write('{\"id\": 2, \"ans\\n')", "error", "not JSON"),
    "noise": ("sys.stdout.write('noise ' * 2_000_000 + '\\n')", "error", "not JSON"),
    "lines of noise": ("sys.stdout.write('noise\\n' * 500_000)", "error", "not JSON"),
    "noise on standard error": ("sys.stderr.write('noise ' * 2_000_000)", "pass", ""),
    "a list of lists of lists": ("sys.stdout.write('[' * 10**5 + '\\n')", "error", "nested too deep"),
    "another id": ("sys.stdout.write('{\"id\": 77, \"answers\": {}}\\n')", "error", "77"),
    "no tensor": ("sys.stdout.write('{\"id\": %d, \"answers\": {\"output\": {\"tensor\": {}}}}\\n' % __import__('json')"
                  ".loads(line)['id'])", "error", "dtype, shape and data"),
    "closed output": ("sys.stdout.flush(); __import__('os').close(1); __import__('time').sleep(9)", "crash", "closed"),
}  # fmt: skip


@pytest.fixture
def run(pytester, monkeypatch):
    """Run the suite on isfinite and isinf; the results of the report by symbol, and all that was printed."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT.parent), str(pytester.path)]))

    def run(*args):
        command = [sys.executable, "-m", "pytest", "-p", "conformance.plugin", "-p", "no:cacheprovider"]
        asked = "test_op and (isfinite/ends or isinf/ends or isnan/ends)"
        done = pytester.run(*command, str(ROOT / "test_ops.py"), "-k", asked, "--report", "out.json", *args)
        results = json.loads((pytester.path / "out.json").read_text())["results"]
        return {r["symbol"].rsplit(".", 1)[1]: r for r in results}, done

    return run


def check(outcomes, done, outcome, words):
    assert set(outcomes) == {"isfinite", "isinf", "isnan"}
    assert outcomes["isfinite"]["outcome"] == outcome, outcomes["isfinite"]
    assert words in outcomes["isfinite"]["reason"] or words in outcomes["isfinite"]["report"]
    assert {outcomes[name]["outcome"] for name in ("isinf", "isnan")} == {"pass"}
    assert done.ret == (outcome != "pass")
    assert "stored cases pass" in done.stdout.str()  # the summary is there


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_in_python_costs_one_case(run, pytester, name):
    deed, outcome, words = DEEDS[name]
    pytester.makepyfile(nasty=IN_PYTHON.format(deed=deed))
    limits = ("--case-timeout", "1") if outcome == "timeout" else ("--case-memory", "1", "--case-timeout", "30")
    check(*run("--impl", "nasty:Nasty", "--isolate", *limits), outcome, words)


@pytest.mark.parametrize("name", WIRE_DEEDS)
def test_a_deed_on_the_wire_costs_one_case(run, pytester, name):
    deed, outcome, words = WIRE_DEEDS[name]
    pytester.makepyfile(wire=ON_THE_WIRE.format(deed=deed))
    check(*run("--impl-command", f"{sys.executable} wire.py"), outcome, words)


def test_a_system_exit_in_this_process_ends_the_case_alone(run, pytester):
    pytester.makepyfile(nasty=IN_PYTHON.format(deed="sys.exit('enough')"))
    check(*run("--impl", "nasty:Nasty"), "error", "SystemExit: enough")


def golden(symbol="keras.ops.isfinite"):
    return Store().load(symbol)[0]


def worker(tmp_path, monkeypatch, text, name="nasty:Nasty", **limits):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT.parent), str(tmp_path)]))
    (tmp_path / "nasty.py").write_text(text)
    return isolated(name, Limits(**limits))


def alive(pid):
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


@pytest.mark.parametrize(("deed", "kind"), [("os._exit(1)", Crash), ("exec('while True: pass')", Timeout)])
def test_no_process_is_left(tmp_path, monkeypatch, deed, kind):
    remote = worker(tmp_path, monkeypatch, IN_PYTHON.format(deed=deed), case=0.5)
    first = remote._worker.pid
    assert isinstance(remote.answer(golden().case), kind)
    assert remote._worker is None and not alive(first)
    assert "output" in remote.answer(golden("keras.ops.isinf").case)
    second = remote._worker.pid
    remote.close()
    assert not alive(second)


def test_a_worker_that_talks_out_of_turn_is_replaced(tmp_path, monkeypatch):
    talk = "sys.stdout.flush()\n    if b'\"run\"' in line: print('and another thing', flush=True)"
    (tmp_path / "wire.py").write_text(ON_THE_WIRE.format(deed="pass").replace("sys.stdout.flush()", talk))
    monkeypatch.setenv("PYTHONPATH", str(ROOT.parent))
    remote = started(Command([sys.executable, str(tmp_path / "wire.py")]), "--impl-command", "")
    try:
        pids = set()
        for _ in range(2):
            pids.add(remote._worker.pid)
            assert "output" in remote.answer(golden().case)
            time.sleep(0.2)
        assert "output" in remote.answer(golden().case) and remote._worker.pid not in pids
    finally:
        remote.close()


def test_memory_that_adds_up_is_laid_to_no_case(tmp_path, monkeypatch):
    text = IN_PYTHON.format(deed="self.hoard = [*getattr(self, 'hoard', []), bytes([1]) * 2**28]")
    remote = worker(tmp_path, monkeypatch, text, memory=2**30)
    try:
        pids = set()
        for _ in range(6):
            assert "output" in remote.answer(golden().case)
            pids.add(remote._worker and remote._worker.pid)
        assert len(pids) > 2
    finally:
        remote.close()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["no-such-program-here"], "No such file"),
        ([sys.executable, "-c", "raise SystemExit(5)"], "exit code 5"),
        ([sys.executable, "-c", "import sys; sys.exit('not today')"], "not today"),
        ([sys.executable, "-c", "input(); print('hello yourself'); input()"], "not JSON"),
        ([sys.executable, "-c", 'input(); print(\'{"id": 1, "protocol": 9}\'); input()'], "protocol must be 1, got 9"),
        ([sys.executable, "-c", 'input(); print(\'{"id": 1, "protocol": true}\'); input()'], "must be 1, got True"),
        ([sys.executable, "-c", 'input(); print(\'{"id": 1, "protocol": 1}\'); input()'], "a name"),
    ],
)
def test_what_does_not_greet_is_no_implementation(command, words):
    with pytest.raises(NoImplementation, match="--impl-command") as caught:
        started(Command(command), "--impl-command", "x")
    assert words in str(caught.value)


def test_a_worker_that_cannot_import_says_so():
    with pytest.raises(NoImplementation, match=r"--impl nosuch:thing: importing nosuch raised ModuleNotFoundError"):
        isolated("nosuch:thing")


def test_answers_from_a_worker_are_those_of_the_process():
    remote = isolated("refimpl")
    try:
        local = resolve("refimpl")
        assert remote.name == local.name and remote.claims >= local.claims
        for symbol in ("keras.layers.Dense", "keras.metrics.Precision", "keras.Sequential"):
            for stored in Store().load(symbol)[:4]:
                here, there = local.answer(stored.case), remote.answer(stored.case)
                if isinstance(here, Exception):
                    assert there.kind == type(here).__name__
                    continue
                assert list(here) == list(there)
                same = [protocol.answer_to_json(here[n]) == protocol.answer_to_json(there[n]) for n in here]
                assert all(same), stored.case.id
    finally:
        remote.close()


STAYS = "__import__('subprocess').Popen([sys.executable, '-c', 'import time; time.sleep(300)'], start_new_session=True)"


@pytest.mark.parametrize(("end", "kind"), [("os._exit(1)", Crash), ("exec('while True: pass')", Timeout)])
def test_a_child_in_a_session_of_its_own_holds_nobody_up(tmp_path, monkeypatch, end, kind):
    (tmp_path / "pid").touch()
    deed = f"open({str(tmp_path / 'pid')!r}, 'w').write(str({STAYS}.pid)); {end}"
    remote = worker(tmp_path, monkeypatch, IN_PYTHON.format(deed=deed), case=2.0)
    begin = time.monotonic()
    answer = remote.answer(golden().case)
    assert isinstance(answer, kind), answer
    assert time.monotonic() - begin < 5
    assert not alive(int((tmp_path / "pid").read_text()))
    remote.close()


def test_lists_of_uneven_lengths_are_no_tensor():
    stored = golden()
    verdict = judge(stored, {**stored.answers, "output": [[True], [True, False]]})
    assert verdict.outcome == "fail" and "must be a tensor" in verdict.findings[0].message


DEAF = """
import json, sys, time
sys.stdin.buffer.raw.read(1 << 16)
print(json.dumps({"id": 1, "protocol": 1, "name": "deaf", "version": "", "claims": []}), flush=True)
time.sleep(300)
"""


def test_a_request_that_is_never_read_has_its_time_too():
    remote = started(Command([sys.executable, "-c", DEAF]), "--impl-command", "", Limits(case=0.5))
    case = golden().case
    large = replace(case, tensors={"x": np.zeros(1 << 20, np.float32)})  # more than a pipe holds
    begin = time.monotonic()
    assert isinstance(remote.answer(large), Timeout)
    assert time.monotonic() - begin < 5 and remote._worker is None


def test_sigterm_leaves_no_process(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT.parent), str(tmp_path)]))
    deed = (
        f"open({str(tmp_path / 'pids')!r}, 'w').write(f'{{os.getpid()}} ' + str({STAYS}.pid)); exec('while True: pass')"
    )
    (tmp_path / "nasty.py").write_text(IN_PYTHON.format(deed=deed))
    command = [sys.executable, "-m", "pytest", "-p", "conformance.plugin", "-p", "no:cacheprovider", "--pyargs"]
    command += ["conformance", "-k", "isfinite/ends", "--impl", "nasty:Nasty", "--isolate", "--max-examples", "0"]
    run = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        patience = time.monotonic() + 60
        while not (tmp_path / "pids").exists() and time.monotonic() < patience:
            time.sleep(0.05)
        time.sleep(0.2)  # the file is whole
        run.terminate()
        output, _ = run.communicate(timeout=30)
        assert run.returncode == pytest.ExitCode.INTERRUPTED, output
        assert not any(alive(int(pid)) for pid in (tmp_path / "pids").read_text().split())
    finally:
        run.kill()
        run.communicate()
