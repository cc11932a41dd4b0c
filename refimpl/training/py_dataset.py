"""PyDataset: batches by number, which workers may make meanwhile."""

import itertools
import warnings


def _setting(name, default):
    """A property that a subclass may have left without a value: it is the default then, and there is a warning."""

    def get(self):
        if name not in self.__dict__:
            warnings.warn(
                f"{type(self).__name__}: __init__ must call super().__init__(**kwargs), which takes workers, "
                "use_multiprocessing and max_queue_size",
                stacklevel=2,
            )
            self.__dict__[name] = default
        return self.__dict__[name]

    def put(self, value):
        self.__dict__[name] = value

    return property(get, put)


class PyDataset:
    """Subclass this and give ``__getitem__(index)``, a whole batch, and ``num_batches`` or ``__len__``.

    A batch is (x,), (x, y) or (x, y, sample_weight), or a lone array or dict x; ``num_batches`` None is without an end.
    ``on_epoch_begin`` and ``on_epoch_end`` may change the data between epochs. What fit does with the arguments:
    with more than one of ``workers`` threads make batches, with ``use_multiprocessing`` processes, which have a copy of
    the dataset as it stands when an epoch begins; ``max_queue_size`` is how many batches may be under way.
    Raises: NotImplementedError from what a subclass must give.
    Spec: keras.utils.PyDataset.
    """

    def __init__(self, workers=1, use_multiprocessing=False, max_queue_size=10):
        self.workers, self.use_multiprocessing, self.max_queue_size = workers, use_multiprocessing, max_queue_size

    workers = _setting("workers", 1)
    use_multiprocessing = _setting("use_multiprocessing", False)
    max_queue_size = _setting("max_queue_size", 10)

    def __getitem__(self, index):
        raise NotImplementedError(f"{type(self).__name__}: __getitem__ must give the batch of a number")

    def __iter__(self):
        """The batches in order, one after another, without workers."""
        try:
            count = self.num_batches
        except NotImplementedError:
            count = None
        for index in itertools.count() if count is None else range(count):
            yield self[index]

    @property
    def num_batches(self):
        """How many batches there are; None if there is no end to them."""
        if hasattr(self, "__len__"):
            return len(self)
        raise NotImplementedError(f"{type(self).__name__}: num_batches must be given, as a property")

    def on_epoch_begin(self):
        """Called when an epoch begins."""

    def on_epoch_end(self):
        """Called when an epoch ends, and once before the first."""
