"""All mutants: what is wrong, where, and whose stored cases must notice."""

from tests.mutants.in_callbacks import CALLBACKS
from tests.mutants.in_data import DATA
from tests.mutants.in_images import IMAGES
from tests.mutants.in_layers import LAYERS
from tests.mutants.in_losses import LOSSES
from tests.mutants.in_metrics import METRICS
from tests.mutants.in_ops import OPS
from tests.mutants.in_optimizers import OPTIMIZERS
from tests.mutants.in_parts import PARTS
from tests.mutants.in_precision import PRECISION
from tests.mutants.in_random import RANDOM
from tests.mutants.in_saving import SAVING
from tests.mutants.in_sequences import SEQUENCES
from tests.mutants.in_training import TRAINING
from tests.mutants.in_utils import UTILS

MUTANTS = (
    *OPS, *LAYERS, *IMAGES, *PARTS, *LOSSES, *METRICS, *OPTIMIZERS, *PRECISION,
    *RANDOM, *SEQUENCES, *TRAINING, *CALLBACKS, *SAVING, *DATA, *UTILS,
)  # fmt: skip
