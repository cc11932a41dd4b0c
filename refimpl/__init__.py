"""refimpl: the Keras API in NumPy, small enough to read. ``import refimpl as keras`` runs Keras code that it covers.

Spec: Keras 3.15.1 on TensorFlow 2.21.0.
"""
