"""PyDatasets in fit, evaluate and predict; workers that raise, die, hang, or are not wanted any more."""

import gc
import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time
import traceback

import numpy as np
import psutil
import pytest

import refimpl as keras
from refimpl.training import workers
from refimpl.training.data import PyDatasetBatches, as_batches
from refimpl.training.workers import Workers

WAYS = {"alone": {}, "threads": {"workers": 3}, "processes": {"workers": 2, "use_multiprocessing": True}}
MANY = {name: how for name, how in WAYS.items() if how}


class Numbers(keras.utils.PyDataset):
    """Batch i is full of i; ``log`` is what was asked for, in order."""

    def __init__(self, count=4, **kwargs):
        super().__init__(**kwargs)
        self.count, self.log = count, []

    @property
    def num_batches(self):
        return self.count

    def __getitem__(self, index):
        self.log.append(index)
        return np.full((2, 2), index, "float32"), np.full((2, 1), index, "float32")

    def on_epoch_begin(self):
        self.log.append("begin")

    def on_epoch_end(self):
        self.log.append("end")


class Seen(keras.Model):
    """Keeps the number of each batch that it is trained on."""

    def __init__(self):
        super().__init__()
        self.dense, self.batches = keras.layers.Dense(1), []

    def call(self, x):
        return self.dense(x)

    def train_step(self, data):
        self.batches.append(int(data[0][0, 0]))
        return {"loss": 0.0}


def trained(dataset, seed=7, **how):
    """The numbers of the batches that a model was trained on."""
    keras.utils.set_random_seed(seed)
    model = Seen()
    model.compile("sgd", "mse")
    model.fit(dataset, verbose=0, **how)
    return model.batches


@pytest.fixture(autouse=True)
def nothing_stays_behind():
    """No thread and no process, whatever a test did."""
    threads = threading.active_count()
    yield
    assert threading.active_count() == threads
    assert not psutil.Process().children()


@pytest.mark.parametrize("way", WAYS)
def test_batches_come_in_order_whoever_makes_them(way):
    assert trained(Numbers(5, **WAYS[way]), epochs=2, shuffle=False) == [0, 1, 2, 3, 4] * 2


# Keras 3.15.1 on TensorFlow 2.21.0: model.fit after set_random_seed(7), of a model with one Dense layer.
@pytest.mark.parametrize("way", WAYS)
def test_shuffled_batches_have_keras_order(way):
    assert trained(Numbers(**WAYS[way]), epochs=3) == [2, 0, 3, 1, 1, 3, 2, 0, 1, 0, 3, 2]


def test_the_calls_are_those_of_keras():
    """As a log of Keras' own fit, evaluate and predict has them, where its prefetching leaves an order."""
    dataset, validation = Numbers(2), Numbers(1)
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(dataset, epochs=2, verbose=0, shuffle=False, validation_data=validation)
    assert dataset.log == [0, 1, "end", *["begin", 0, 1, "end"] * 2]
    assert validation.log == [0, *["end", "begin", 0, "end"] * 2]
    evaluated, predicted = Numbers(2), Numbers(2)
    model.evaluate(evaluated, verbose=0)
    assert evaluated.log == [0, 1, "end", "begin", 0, 1, "end"]
    assert model.predict(predicted, verbose=0).shape == (4, 1)
    assert predicted.log == [0, 1, "begin", 0, 1, "end"]


@pytest.mark.parametrize("way", WAYS)
def test_epochs_of_some_steps_go_on_where_the_last_one_ended(way):
    assert trained(Numbers(**WAYS[way]), epochs=3, steps_per_epoch=2, shuffle=False) == [0, 1, 2, 3, 0, 1]
    assert trained(Numbers(None, **WAYS[way]), epochs=2, steps_per_epoch=3, shuffle=False) == [0, 1, 2, 3, 4, 5]
    with pytest.warns(UserWarning, match="ran out"):
        assert trained(Numbers(**WAYS[way]), epochs=3, steps_per_epoch=3, shuffle=False) == [0, 1, 2, 3, 0, 1, 2]


def test_an_endless_dataset_keeps_its_order_with_a_warning():
    with pytest.warns(UserWarning, match="shuffle is ignored"):
        assert trained(Numbers(None), steps_per_epoch=3) == [0, 1, 2]


def test_a_dataset_with_a_length_and_without_super_init():
    class Old(keras.utils.Sequence):
        def __init__(self):
            pass

        def __len__(self):
            return 2

        def __getitem__(self, index):
            return np.full((2, 2), index, "float32")

    with pytest.warns(UserWarning, match="super"):
        assert [b[0, 0] for b in Old()] == [0, 1]
        model = keras.Sequential([keras.layers.Dense(1)])
        assert model.predict(Old(), verbose=0).shape == (4, 1)


def test_a_dataset_is_iterated_in_order_without_workers():
    assert [int(x[0, 0]) for x, _ in Numbers(3, workers=4)] == [0, 1, 2]
    endless = iter(Numbers(None))
    assert [int(next(endless)[0][0, 0]) for _ in range(3)] == [0, 1, 2]


def test_a_dataset_that_does_not_say_how_many_batches_it_has_is_iterated_without_end():
    class Silent(keras.utils.PyDataset):
        def __getitem__(self, index):
            return index

    assert list(itertools.islice(Silent(), 100)) == list(range(100))


def test_what_a_subclass_must_give():
    with pytest.raises(NotImplementedError, match="num_batches"):
        _ = keras.utils.PyDataset().num_batches
    with pytest.raises(NotImplementedError, match="__getitem__"):
        keras.utils.PyDataset()[0]


def test_each_epochs_processes_have_the_dataset_as_it_is_then():
    class Growing(Numbers):
        offset = 0

        def __getitem__(self, index):
            return np.full((2, 2), index + self.offset, "float32"), np.zeros((2, 1), "float32")

        def on_epoch_end(self):
            self.offset += 10

    how = {"epochs": 2, "shuffle": False}
    assert trained(Growing(2, **WAYS["processes"]), **how) == trained(Growing(2), **how) == [10, 11, 20, 21]


def test_a_queue_bounds_how_many_batches_are_under_way():
    dataset = Numbers(20)
    with Workers(dataset, range(20), 2, ahead=3) as made:
        first = made.batches()
        next(first)
        time.sleep(0.1)
        assert len(dataset.log) <= 4


@pytest.mark.parametrize(
    ("batch", "words"),
    [
        (5, "tuples"),
        (None, "tuples"),
        ((np.ones((2, 2)),) * 4, "tuples"),
        ((np.float32(3), np.ones(2)), "axis of samples"),
        (([[1.0, 2.0]], [[1.0]]), "axis of samples"),
    ],
)
def test_a_batch_of_another_kind_is_refused(batch, words):
    class Odd(Numbers):
        def __getitem__(self, index):
            return batch

    with pytest.raises(ValueError, match=words):
        trained(Odd())


def test_batches_that_are_not_alike_are_refused():
    class Growing(Numbers):
        def __getitem__(self, index):
            return np.ones((2,) * (index + 1)), np.ones((2, 1))

    class Longer(Numbers):
        def __getitem__(self, index):
            return (np.ones((2, 2)),) * (index + 1)

    with pytest.raises(ValueError, match="as many axes"):
        trained(Growing())
    with pytest.raises(ValueError, match="one structure"):
        trained(Longer())

    class LongerInTheEnd(Numbers):
        def __getitem__(self, index):
            return (np.ones((2, 2)),) * (2 if index < 3 else 3)

    with pytest.raises(ValueError, match="like its first one"):
        trained(LongerInTheEnd(), shuffle=False)
    with pytest.raises(ValueError, match="at least one batch"):
        trained(Numbers(0))


def test_batches_have_the_dtypes_of_the_first():
    class Mixed(Numbers):
        def __getitem__(self, index):
            return np.ones((2, 2), "int32" if index else "float32"), np.ones((2, 1))

    assert {x.dtype.name for x, _ in PyDatasetBatches(Mixed())} == {"float32"}


def test_class_weights_become_weights_of_samples():
    (_, _, weight), *_ = PyDatasetBatches(Numbers(2), class_weight={0: 2.0, 1: 3.0})
    assert weight.tolist() == [2.0, 2.0] and weight.dtype == np.float32

    class Weighted(Numbers):
        def __getitem__(self, index):
            return (*super().__getitem__(index), np.ones(2))

    with pytest.raises(ValueError, match="class_weight"):
        as_batches(Weighted(), class_weight={0: 2.0})
    for name in ("y", "sample_weight"):
        with pytest.raises(ValueError, match=f"{name} must not be given"):
            as_batches(Numbers(), **{name: np.ones(2)})
    with pytest.raises(ValueError, match="validation_split"):
        trained(Numbers(), validation_split=0.5)


# -- workers that fail


class Failing(Numbers):
    def __getitem__(self, index):
        if index == 2:
            return self.fail()
        return super().__getitem__(index)

    def fail(self):
        raise KeyError("two")


@pytest.mark.parametrize("way", WAYS)
def test_an_error_keeps_its_traceback_and_names_the_batch(way):
    with pytest.raises(KeyError, match="two") as caught:
        trained(Failing(**WAYS[way]), shuffle=False)
    assert 'raise KeyError("two")' in "".join(traceback.format_exception(caught.value))
    if way != "alone":
        assert "batch 2 of Failing" in caught.value.__notes__[0]


class Picky(Exception):
    def __init__(self, one, other):
        super().__init__(f"{one} and {other}")


@pytest.mark.parametrize("way", MANY)
def test_odd_errors_arrive_as_well(way):
    class Stops(Failing):
        def fail(self):
            raise StopIteration

    class Odd(Failing):
        def fail(self):
            raise Picky(1, 2)

    with pytest.raises(RuntimeError):
        trained(Stops(**MANY[way]), shuffle=False)
    with pytest.raises((Picky, RuntimeError), match="1 and 2"):
        trained(Odd(**MANY[way]), shuffle=False)


def test_a_batch_that_cannot_be_sent_is_an_error():
    class Unsendable(Failing):
        def fail(self):
            return lambda: None

    with pytest.raises((AttributeError, TypeError, RuntimeError), match=r"pickle|local object"):
        trained(Unsendable(**WAYS["processes"]), shuffle=False)


class Deadly(Failing):
    how = staticmethod(lambda: os.kill(os.getpid(), signal.SIGKILL))

    def fail(self):
        self.how()


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "killed by SIGKILL"),
        (lambda: os._exit(3), "exit code 3"),
        (lambda: exec("raise SystemExit(4)"), "exit code 4"),
    ],
)
def test_a_process_that_dies_is_an_error_and_no_hang(how, words):
    dataset = Deadly(**WAYS["processes"])
    dataset.how = how
    with pytest.raises(ChildProcessError, match=words) as caught:
        trained(dataset, shuffle=False)
    assert "batch 2 of Deadly" in caught.value.__notes__[0]


def test_a_process_that_is_killed_while_it_waits_is_an_error():
    class Slow(Numbers):
        def __getitem__(self, index):
            time.sleep(60 if index > 1 else 0)
            return super().__getitem__(index)

    with (
        Workers(Slow(), range(4), 1, processes=True) as made,
        pytest.raises(ChildProcessError, match="SIGTERM"),
    ):
        for _ in zip(range(2), made.batches(), strict=False):
            pass
        psutil.Process().children()[0].terminate()
        list(made.batches())


@pytest.mark.parametrize("way", MANY)
def test_a_consumer_that_stops_leaves_nothing_behind(way):
    class Big(Numbers):
        def __getitem__(self, index):
            return np.zeros((2, 100_000), "float32"), np.zeros((2, 1), "float32")

    for _ in range(5):
        batches = iter(PyDatasetBatches(Big(50, **MANY[way])))
        next(batches)
        batches.close()

    class Stop(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if batch == 1:
                self.model.stop_training = True

    class Raise(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            raise KeyboardInterrupt

    assert len(trained(Numbers(50, **MANY[way]), callbacks=[Stop()])) == 2
    assert len(trained(Numbers(50, **MANY[way]), steps_per_epoch=2)) == 2
    with pytest.raises(KeyboardInterrupt):
        trained(Numbers(50, **MANY[way]), callbacks=[Raise()])
    with pytest.raises(KeyboardInterrupt):
        trained(Numbers(50, **MANY[way]), callbacks=[Raise()], steps_per_epoch=2)


@pytest.mark.parametrize("way", MANY)
def test_an_interrupt_while_a_batch_is_waited_for(way):
    class Slow(Numbers):
        def __getitem__(self, index):
            time.sleep(1.5 if index == 2 else 0)
            return super().__getitem__(index)

    def interrupt():
        time.sleep(0.3)
        os.kill(os.getpid(), signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job is started without one
    try:
        threading.Thread(target=interrupt).start()
        start = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            trained(Slow(**MANY[way]), shuffle=False)
        assert time.monotonic() - start < 5
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_thread_that_hangs_is_left_alone_with_a_warning(monkeypatch):
    monkeypatch.setattr(workers, "GRACE", 0.1)
    release = threading.Event()

    class Hangs(Numbers):
        def __getitem__(self, index):
            if index == 2:
                release.wait()
            return super().__getitem__(index)

    before = set(threading.enumerate())
    batches = iter(PyDatasetBatches(Hangs(workers=2)))
    next(batches)
    try:
        with pytest.warns(ResourceWarning, match="left alone"):
            batches.close()
        left = set(threading.enumerate()) - before
        assert left
    finally:
        release.set()
    for thread in left:
        thread.join(5)
    assert not any(thread.is_alive() for thread in left)


class Busy(Numbers):
    """Its batch 1 is never made."""

    def __getitem__(self, index):
        if index == 1:
            time.sleep(3600)
        return super().__getitem__(index)


@pytest.mark.parametrize("dataset", [Numbers, Busy])
def test_processes_do_not_outlive_a_parent_that_is_killed(tmp_path, dataset):
    pids = tmp_path / "pids"
    parent = os.fork()
    if not parent:
        with Workers(dataset(None), iter(range(10**9)), 2, processes=True) as made:
            batches = made.batches()
            next(batches)
            pids.write_text(" ".join(str(p.pid) for p in psutil.Process().children()))
            time.sleep(60)
    while not pids.exists() or not pids.read_text():
        time.sleep(0.01)
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    left = [psutil.Process(int(p)) for p in pids.read_text().split() if psutil.pid_exists(int(p))]
    _, alive = psutil.wait_procs(left, timeout=5)
    assert not [p for p in alive if p.status() != psutil.STATUS_ZOMBIE]


LEFT = """
import sys, time
import numpy as np
import refimpl as keras
from refimpl.training.data import PyDatasetBatches

class Busy(keras.utils.PyDataset):
    num_batches = 50
    def __getitem__(self, index):
        time.sleep(3600 if index == 4 else 0)
        return np.zeros((2, 2), "float32")

batches = iter(PyDatasetBatches(Busy(workers=2, use_multiprocessing="processes" in sys.argv)))
next(batches)
"""


@pytest.mark.parametrize("way", MANY)
def test_a_program_that_leaves_its_batches_ends(way):
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-c", LEFT, way], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "Error" not in done.stderr
    assert time.monotonic() - started < 30


def test_batches_that_are_only_part_of_a_cycle_end_with_it():
    for how in MANY.values():
        holder = {"batches": iter(PyDatasetBatches(Numbers(50, **how)))}
        holder["itself"] = holder
        next(holder["batches"])
        assert threading.active_count() > 1
        del holder
        gc.collect()
        assert threading.active_count() == 1 and not psutil.Process().children()


@pytest.mark.parametrize("way", MANY)
def test_threads_that_cannot_begin_leave_none_behind(way, monkeypatch):
    begin, begun = threading.Thread.start, []

    def start(thread):
        if begun:
            raise RuntimeError("can't start new thread")
        begun.append(thread)
        begin(thread)

    monkeypatch.setattr(threading.Thread, "start", start)
    with pytest.raises(RuntimeError, match="can't start"):
        Workers(Numbers(9), range(9), 2, processes=way == "processes")
    assert begun and not begun[0].is_alive()


@pytest.mark.parametrize("way", MANY)
def test_a_batch_that_is_refused_ends_the_workers(way):
    class Odd(Numbers):
        def __getitem__(self, index):
            return None if index == 3 else super().__getitem__(index)

    with pytest.raises(ValueError, match="tuples"):
        trained(Odd(50, **MANY[way]), shuffle=False)


def test_the_order_of_shuffling_is_that_of_pythons_random():
    random.seed(3)
    order = list(range(6))
    random.shuffle(order)
    random.seed(3)
    assert [int(x[0, 0]) for x, _ in PyDatasetBatches(Numbers(6), shuffle=True)] == order
