"""SwapEMAWeights: the moving averages of the weights stand in their place while a model is evaluated."""

from refimpl.callbacks.callback import Callback


class SwapEMAWeights(Callback):
    """Swaps weights and their moving averages before validation, evaluate or predict, and back after the first two.

    As in Keras, after predict the averages stay in the model, until it is next evaluated. With ``swap_on_epoch`` they
    also stand there from the end of an epoch, for the callbacks that come after this one, to the beginning of the next;
    after the last epoch they stay.
    Raises: ValueError unless the optimizer has ``use_ema`` and knows the weights.
    Spec: keras.callbacks.SwapEMAWeights.
    """

    def __init__(self, swap_on_epoch=False):
        self.swap_on_epoch = swap_on_epoch
        self._averages_in_model = False

    def _pairs(self):
        """(weight, its average) for each weight."""
        optimizer = getattr(self.model.optimizer, "inner_optimizer", self.model.optimizer)
        if not optimizer.use_ema or not optimizer.built:
            raise ValueError(
                "SwapEMAWeights: the optimizer must keep averages, use_ema=True, and be built; "
                f"got use_ema={optimizer.use_ema}, built={optimizer.built}"
            )
        return [(v, optimizer.slot(v, "average")) for v in optimizer._trainable_variables]

    def _put(self, averages):
        """Let the averages stand in the model, or the weights."""
        if averages == self._averages_in_model:
            return
        for weight, average in self._pairs():
            weight._value, average._value = average._value, weight._value
        self._averages_in_model = averages

    def on_epoch_begin(self, epoch, logs=None):
        if self.swap_on_epoch:
            self._put(averages=False)

    def on_epoch_end(self, epoch, logs=None):
        if not self.swap_on_epoch or self._averages_in_model:
            return
        self._put(averages=True)
        if epoch == self.params["epochs"] - 1:  # fit ends by giving the weights the values of their averages
            for weight, average in self._pairs():
                average.assign(weight.numpy())

    def on_test_begin(self, logs=None):
        self._put(averages=True)

    def on_test_end(self, logs=None):
        self._put(averages=False)

    def on_predict_begin(self, logs=None):
        self._put(averages=True)
