"""Datasets beyond what goldens can ask: states that go on elsewhere, threads and files that do not stay behind."""

import gc
import itertools
import subprocess
import sys
import threading
import time
import traceback
from collections import namedtuple

import numpy as np
import pytest
from hypothesis import given, settings

from conformance.implementations.refimpl import Refimpl
from conformance.steps import further
from golden.case import Case
from golden.kinds import dataset as kind
from golden.kinds.pipelines import build
from refimpl.data import Dataset, read_state, workers, write_state
from refimpl.data.live import Live
from refimpl.data.machine import End
from refimpl.data.states import copied, decoded, encoded

ZERO = {"zero": np.array(0, np.int64)}


def plain(elements):
    return [kind.element(x, Refimpl()) for x in elements]


def case(steps, **spec):
    whole = {"steps": [["range", {"args": [9]}], *steps], "limit": 40, **spec}
    return Case("tf.data.Dataset.range/random", "dataset", "tf.data.Dataset.range", whole, ZERO, "exact")


def random_pipelines(count):
    """A test of the steps of so many random pipelines that have elements and no error, the same ones each time."""

    def with_elements(steps):
        elements = kind.run(case(steps), Refimpl())["elements.0"]
        return elements and "raises" not in elements[-1]

    def of(test):
        drawn = given(further("number", 7).filter(with_elements))(test)
        return settings(max_examples=count, derandomize=True, database=None, deadline=None)(drawn)

    return of


@random_pipelines(50)
def test_random_pipelines_go_on_from_every_step(steps):
    """Each step in a new pipeline, from the bytes of the state that the last one left."""
    undisturbed = kind.run(case(steps, epochs=2), Refimpl())
    everywhere = list(range(41))
    assert kind.run(case(steps, epochs=2, moved=everywhere), Refimpl()) == undisturbed


@random_pipelines(50)
def test_each_state_of_a_random_pipeline_has_the_tail_that_came_after_it(steps):
    """And whoever took the states goes on undisturbed."""

    def made():
        return build([["range", {"args": [9]}], *steps], ZERO, Dataset)

    iterator, states, elements = iter(made()), [], []
    for _ in range(17):
        states.append(encoded(iterator.state()))
        elements += plain(itertools.islice(iterator, 1))
    assert elements == plain(itertools.islice(made(), 17))
    for number, state in enumerate(states):
        tail = itertools.islice(made().iterator(decoded(state)), 17 - number)
        assert plain(tail) == elements[number:]


@settings(max_examples=30, derandomize=True, database=None, deadline=None)
@given(further("number", 7))
def test_a_step_is_a_function_of_its_state(steps):
    machine = build([["range", {"args": [9]}], *steps], ZERO, Dataset).machine
    live = Live()
    state = machine.start(live)
    for _ in range(20):
        twin = decoded(encoded(copied(state)))
        try:
            state, element = machine.step(state, live)
        except End:
            with pytest.raises(End):
                machine.step(twin, Live())
            break
        if "window" not in str(steps):  # a window is revived by an iterator, not by its machine
            assert plain([machine.step(twin, Live())[1]]) == plain([element])


PROGRAM = """
import sys
from refimpl.data import Dataset, read_state
from tests.refimpl.test_data import pipeline
print([x.tolist() for x in pipeline().iterator(read_state(sys.argv[1]))])
"""


def pipeline():
    shuffled = Dataset.range(40).filter(lambda x: x % 3 != 0).shuffle(8, seed=5)
    windows = shuffled.window(4, 2).flat_map(lambda w: w.batch(4)).shuffle(3, seed=1)
    return windows.unbatch().cache().repeat(2).map(lambda x: x * x, num_parallel_calls=3).batch(5).prefetch(2)


def test_another_process_goes_on_from_a_file(tmp_path):
    iterator = iter(pipeline())
    for _ in range(7):
        next(iterator)
    write_state(tmp_path / "state", iterator.state())
    tail = [x.tolist() for x in iterator]
    done = subprocess.run([sys.executable, "-c", PROGRAM, tmp_path / "state"], capture_output=True, text=True)
    assert done.stdout.strip() == str(tail), done.stderr


def test_a_state_stays_as_it_was_taken():
    iterator = iter(pipeline())
    next(iterator)
    state = iterator.state()
    before = encoded(state)
    tails = [plain(pipeline().iterator(state)) for _ in range(2)]
    assert encoded(state) == before
    assert tails[0] == tails[1] == plain(iterator)


def test_a_state_of_other_steps_is_refused():
    state = iter(Dataset.range(5).shuffle(3, seed=1)).state()
    with pytest.raises(ValueError, match="pipeline of the same steps"):
        Dataset.range(5).iterator(state)
    with pytest.raises(ValueError, match="what an iterator's state"):
        Dataset.range(5).iterator({"step": 3})


def test_a_file_that_is_no_state_is_refused(tmp_path):
    (tmp_path / "state").write_bytes(b"something else")
    with pytest.raises(ValueError, match="a file that write_state wrote"):
        read_state(tmp_path / "state")


def test_what_is_not_plain_is_not_written():
    Pair = namedtuple("Pair", "a b")
    with pytest.raises(TypeError, match="named tuple Pair"):
        encoded([Pair(1, 2)])
    iterator = iter(Dataset.range(5).map(lambda x: Dataset.range(x)).shuffle(3, seed=1))
    next(iterator)
    with pytest.raises(TypeError, match="a dataset that a function made"):
        encoded(iterator.state())


def test_strings_booleans_and_half_floats_come_back_from_a_file():
    state = [np.array([b"a", b"bc"], object), b"x", np.float16(1.5), np.array([[True]]), (None, {"a": 2**40}), "text"]
    back = decoded(encoded(state))
    assert [type(x) for x in back] == [type(x) for x in state]
    assert str(back) == str(state)


# -- what fails


def fails_at_7(x):
    if x == 7:
        raise KeyError("seven")
    return x


@pytest.mark.parametrize("calls", [None, 1, 4])
def test_an_error_in_a_map_names_the_element_and_keeps_its_traceback(calls):
    found = []
    with pytest.raises(KeyError, match="seven") as info:
        for x in Dataset.range(20).map(fails_at_7, num_parallel_calls=calls).prefetch(2):
            found.append(int(x))
    assert found == list(range(7))
    assert "element 7" in info.value.__notes__[0]
    assert "fails_at_7" in "".join(traceback.format_tb(info.value.__traceback__))


def test_an_iterator_that_failed_has_ended():
    iterator = iter(Dataset.range(20).map(fails_at_7))
    with pytest.raises(KeyError):
        list(iterator)
    assert next(iterator, "end") == "end"


@pytest.fixture(autouse=True)
def nothing_stays_behind():
    """No thread, whatever a test did. Under load one may need a while for its last steps, as many as it is given."""
    before = set(threading.enumerate())
    yield
    until = time.monotonic() + 30
    while set(threading.enumerate()) > before and time.monotonic() < until:
        time.sleep(0.01)
    assert set(threading.enumerate()) <= before


def stopped_early(tmp_path, times):
    dataset = Dataset.range(10).map(lambda x: x + 1, num_parallel_calls=2).cache(str(tmp_path / "kept")).prefetch(2)
    for _ in range(times):
        for x in dataset:
            if x == 2:
                break


def test_a_thousand_early_stops_leave_no_thread_and_no_file(tmp_path):
    stopped_early(tmp_path, 1000)
    assert not list(tmp_path.iterdir())


def test_threads_that_are_not_waited_for_end_and_let_go_of_their_files(tmp_path, monkeypatch):
    """As when others have the processor: who stops has lost patience before the threads have had a turn."""
    monkeypatch.setattr(workers, "PATIENCE", 0.0)
    before = set(threading.enumerate())
    stopped_early(tmp_path, 100)
    for thread in set(threading.enumerate()) - before:
        thread.join(30)
    assert not list(tmp_path.iterdir())


def test_an_iterator_that_is_only_part_of_a_cycle_is_closed_with_it(tmp_path):
    before = set(threading.enumerate())
    holder = {
        "run": iter(Dataset.range(9).map(lambda x: x, num_parallel_calls=2).cache(str(tmp_path / "kept")).prefetch(2))
    }
    holder["itself"] = holder
    next(holder["run"])
    assert set(threading.enumerate()) > before and list(tmp_path.iterdir())
    del holder
    gc.collect()
    assert set(threading.enumerate()) == before and not list(tmp_path.iterdir())


def test_what_ends_with_an_error_or_by_itself_is_closed_at_once():
    before = set(threading.enumerate())
    ended = iter(Dataset.range(5).map(lambda x: x, num_parallel_calls=2).prefetch(2))
    assert len(list(ended)) == 5
    assert set(threading.enumerate()) == before
    failed = iter(Dataset.range(20).map(fails_at_7, num_parallel_calls=2).prefetch(2))
    with pytest.raises(KeyError) as info:
        list(failed)
    assert set(threading.enumerate()) == before
    assert info.value.__notes__


def test_a_generator_that_blocks_keeps_nobody_from_stopping():
    gate, blocked, closed = threading.Event(), threading.Event(), []

    def blocks():
        try:
            yield 1
            blocked.set()
            gate.wait(60)
            yield 2
        finally:
            closed.append(threading.current_thread().name)

    iterator = iter(Dataset.from_generator(blocks, output_types="int32").prefetch(1))
    assert next(iterator) == 1
    blocked.wait(30)
    started = time.monotonic()
    iterator.close()
    assert time.monotonic() - started < 5 and not closed
    gate.set()
    iterator._ahead.thread.join(30)
    assert closed == ["refimpl-prefetch"]


def test_who_waits_is_told_when_another_thread_closes():
    gate, found = threading.Event(), []

    def blocks(x):
        if x > 1:  # no stand-in
            gate.wait(60)
        return x

    iterator = iter(Dataset.range(2, 5).map(blocks).prefetch(1))
    waiting = threading.Thread(target=lambda: found.append(list(iterator)))
    waiting.start()
    iterator.close()
    gate.set()
    waiting.join(30)
    assert found in ([[]], [[2]])


def test_who_finds_nothing_ready_makes_it():
    """An element is had without the thread, which may not get a turn for long."""
    makers = []
    ahead = workers.Ahead(lambda n: (n + 1, makers.append(threading.current_thread())), 0, lambda: None, 0)
    ahead.take(), ahead.take()
    assert makers == [threading.current_thread()] * 2
    ahead.close()


def test_calls_that_had_not_begun_are_never_made():
    gate, called = threading.Event(), []

    def blocks(x):
        called.append(x)
        gate.wait(30)

    pool = workers.Calls(2)
    calls = [pool.submit(blocks, x) for x in range(6)]
    while len(called) < 2:
        time.sleep(0.001)
    pool.close()
    gate.set()
    for thread in pool.threads:
        thread.join(30)
    assert sorted(called) == [0, 1] and [call.cancelled() for call in calls] == [False] * 2 + [True] * 4


BLOCKED = """
import sys, threading
from refimpl.data import Dataset
never, blocked = threading.Event(), threading.Event()
def blocks(x):
    if x == 2:
        blocked.set()
        never.wait()
    return x
dataset = Dataset.range(9).map(blocks, num_parallel_calls=3 if "calls" in sys.argv else None)
run = iter(dataset.prefetch(2) if "ahead" in sys.argv else dataset)
print(next(run))
blocked.wait()
"""


@pytest.mark.parametrize("how", [("calls",), ("ahead",), ("calls", "ahead")])
def test_a_program_ends_whatever_its_functions_are_waiting_for(how):
    done = subprocess.run([sys.executable, "-c", BLOCKED, *how], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "0\n", "")


def test_a_generator_that_is_left_half_way_is_closed():
    closed = []

    def counts():
        try:
            yield from range(100)
        finally:
            closed.append(True)

    for x in Dataset.from_generator(counts, output_types="int32"):
        if x == 3:
            break
    assert closed


# -- files


def test_a_file_serves_a_later_dataset_without_the_source(tmp_path):
    elements = {"a": np.arange(6.0).reshape(3, 2), "b": ["x", "y", "z"]}
    first = plain(Dataset.from_tensor_slices(elements).cache(str(tmp_path / "kept")))
    spec = Dataset.from_tensor_slices(elements).take(0)
    assert plain(spec.cache(str(tmp_path / "kept"))) == first
    assert [path.name for path in tmp_path.iterdir()] == ["kept.elements"]


def test_a_file_that_is_being_written_goes_on_from_a_state(tmp_path):
    def cached():
        return Dataset.range(6).map(lambda x: x * x).cache(str(tmp_path / "kept"))

    iterator = iter(cached())
    head = [int(next(iterator)) for _ in range(3)]
    state = iterator.state()
    next(iterator)
    iterator.close()
    tail = [int(x) for x in cached().iterator(state)]
    assert head + tail == [0, 1, 4, 9, 16, 25]
    assert [int(x) for x in Dataset.range(0).cache(str(tmp_path / "kept"))] == head + tail


def test_a_file_that_ends_too_soon_is_refused(tmp_path):
    list(Dataset.range(3).cache(str(tmp_path / "kept")))
    data = (tmp_path / "kept.elements").read_bytes()
    (tmp_path / "kept.elements").write_bytes(data[:-1])
    with pytest.raises(ValueError, match="ends in the midst of an element"):
        list(Dataset.range(3).cache(str(tmp_path / "kept")))


def test_windows_in_a_file_are_windows_again(tmp_path):
    windows = Dataset.range(5).window(2).cache(str(tmp_path / "kept"))
    assert plain(windows) == plain(windows) == plain(Dataset.range(5).window(2))


def test_files_of_the_present_folder_are_named_from_it(tmp_path, monkeypatch):
    """As TensorFlow 2.21.0 names them: with a dot before a pattern, as they are given without one."""
    for name in ("a.txt", "sub/b.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    found = {p: list(Dataset.list_files(p, shuffle=False)) for p in ("*.txt", "*/*", "sub/*", "a.txt", b"./a*")}
    assert found == {
        "*.txt": [b"./a.txt"],
        "*/*": [b"./sub/b.txt"],
        "sub/*": [b"sub/b.txt"],
        "a.txt": [b"a.txt"],
        b"./a*": [b"./a.txt"],
    }


def test_names_of_files_are_strings(tmp_path):
    for refused in (tmp_path, [tmp_path]):
        with pytest.raises(ValueError, match="file_pattern must be a string"):
            Dataset.list_files(refused)
        with pytest.raises(ValueError, match="filename must be a string"):
            Dataset.range(3).cache(refused)


# -- what goldens do not see


def test_rows_are_views_that_nobody_can_write_into():
    x = np.arange(6.0).reshape(3, 2)
    (row, *_) = Dataset.from_tensor_slices(x)
    assert np.shares_memory(row, x)
    with pytest.raises(ValueError, match="read-only"):
        row += 1


# TensorFlow 2.21.0: tf.data.Dataset.from_tensors(...).element_spec
@pytest.mark.parametrize(
    ("numbers", "dtype"),
    [
        ([np.float64(1.5), np.float64(2)], "float64"),
        ([1.5, np.float64(2)], "float32"),
        ([[np.float64(1)]], "float64"),
        ([np.float16(1)], "float16"),
        ([np.int64(1), np.int64(2)], "int32"),
        ([np.int8(1)], "int32"),
        ([np.uint16(1)], "int32"),
        ([np.uint64(1)], "int32"),
        ([np.uint8(1), 2], "int32"),
        ([np.int64(2**40)], "int64"),
        ([2**40, 1], "int64"),
        ([np.bool_(True)], "bool"),
        (np.int8(1), "int8"),
    ],
)
def test_numbers_of_numpy_in_lists(numbers, dtype):
    assert Dataset.from_tensors(numbers).element_spec.dtype == dtype


# So it is in TensorFlow 2.21.0.
@pytest.mark.parametrize("empty", [lambda d: d.take(0), lambda d: d.skip(-1), lambda d: d.map(abs).repeat(0)])
def test_what_is_known_to_be_empty_draws_nothing(empty):
    shuffled, untouched = (Dataset.range(6).shuffle(6, seed=1) for _ in range(2))
    assert list(empty(shuffled)) == []
    assert list(shuffled) == list(untouched) != list(untouched)


def test_named_tuples_keep_their_names():
    Pair = namedtuple("Pair", "a b")
    dataset = Dataset.from_tensor_slices(Pair([1, 2], [3.0, 4.0])).batch(2)
    assert type(next(iter(dataset))) is Pair and type(dataset.element_spec) is Pair


def test_a_function_that_takes_no_stand_ins_is_asked_for_its_first_result():
    names = {0: "zero", 5: "five"}
    dataset = Dataset.from_tensor_slices([5, 0]).map(lambda i: names[int(i)])
    assert dataset.element_spec.dtype == "string"
    assert list(dataset) == [b"five", b"zero"]


def test_looking_at_the_spec_draws_nothing():
    numbers = {5: 1.0, 6: 2.0, 7: 3.0}
    made = [Dataset.range(5, 8).shuffle(3, seed=1).map(lambda i: numbers[int(i)]) for _ in range(2)]
    assert made[0].element_spec.dtype == "float32"
    assert list(made[0]) == list(made[1])


def test_a_dataset_has_a_length_where_it_is_known():
    assert len(Dataset.range(7).batch(3)) == 3
    with pytest.raises(TypeError, match="infinite"):
        len(Dataset.range(3).repeat())
    with pytest.raises(TypeError, match="unknown"):
        len(Dataset.range(3).filter(lambda x: x > 0))


def test_apply_gives_a_dataset_or_says_so():
    assert len(Dataset.range(4).apply(lambda d: d.take(2))) == 2
    with pytest.raises(TypeError, match="must return a dataset, got int"):
        Dataset.range(4).apply(lambda d: 3)
