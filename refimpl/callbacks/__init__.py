"""keras.callbacks: what may happen at each turn of fit, evaluate and predict."""

from refimpl.callbacks.backup_and_restore import BackupAndRestore
from refimpl.callbacks.callback import Callback
from refimpl.callbacks.callback_list import CallbackList
from refimpl.callbacks.csv_logger import CSVLogger
from refimpl.callbacks.early_stopping import EarlyStopping
from refimpl.callbacks.history import History
from refimpl.callbacks.lambda_callback import LambdaCallback
from refimpl.callbacks.learning_rate_scheduler import LearningRateScheduler
from refimpl.callbacks.model_checkpoint import ModelCheckpoint
from refimpl.callbacks.progbar_logger import ProgbarLogger
from refimpl.callbacks.reduce_lr_on_plateau import ReduceLROnPlateau
from refimpl.callbacks.remote_monitor import RemoteMonitor
from refimpl.callbacks.swap_ema_weights import SwapEMAWeights
from refimpl.callbacks.tensor_board import TensorBoard
from refimpl.callbacks.terminate_on_nan import TerminateOnNaN

__all__ = [
    "BackupAndRestore",
    "CSVLogger",
    "Callback",
    "CallbackList",
    "EarlyStopping",
    "History",
    "LambdaCallback",
    "LearningRateScheduler",
    "ModelCheckpoint",
    "ProgbarLogger",
    "ReduceLROnPlateau",
    "RemoteMonitor",
    "SwapEMAWeights",
    "TensorBoard",
    "TerminateOnNaN",
]
