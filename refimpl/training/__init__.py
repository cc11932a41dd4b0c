"""compile, fit, evaluate, predict: from batches to trained weights."""
