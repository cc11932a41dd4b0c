"""keras.callbacks: what may happen at each turn of fit, evaluate and predict."""

from refimpl.callbacks.callback import Callback
from refimpl.callbacks.callback_list import CallbackList
from refimpl.callbacks.history import History
from refimpl.callbacks.lambda_callback import LambdaCallback
from refimpl.callbacks.progbar_logger import ProgbarLogger

__all__ = ["Callback", "CallbackList", "History", "LambdaCallback", "ProgbarLogger"]
