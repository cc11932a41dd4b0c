"""refimpl beside Keras on TensorFlow, where no golden can stand between them: what both write into files."""
