"""What an array remembers beside its numbers: the logits that it was made from, the mask that says what counts.

Keras on TensorFlow writes such things onto its tensors: the output of a softmax or sigmoid knows its logits, and a
crossentropy that meets it works on those, so that a saturated probability has its exact loss.
"""

from refimpl.attached import Attached

logits = Attached()
masks = Attached()
