"""Event files, as TensorBoard reads them: numbers, histograms and images by step, written by its own package."""

import io
import time

import numpy as np
from google.protobuf import text_format
from PIL import Image
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata
from tensorboard.plugins.histogram.summary_v2 import histogram_pb
from tensorboard.plugins.image.metadata import create_summary_metadata as image_metadata
from tensorboard.plugins.projector import ProjectorConfig
from tensorboard.plugins.scalar.summary_v2 import scalar_pb
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util.tensor_util import make_tensor_proto


class EventFile:
    """A file of events in a folder."""

    def __init__(self, folder):
        self._writer = EventFileWriter(folder)

    def _add(self, summary, step):
        self._writer.add_event(Event(wall_time=time.time(), step=int(step), summary=summary))

    def scalar(self, tag, value, step):
        """A number, in float32."""
        self._add(scalar_pb(tag, value), step)

    def histogram(self, tag, values, step):
        """How many values lie in each of 30 intervals between the least and the greatest."""
        self._add(histogram_pb(tag, np.asarray(values)), step)

    def images(self, tag, images, step):
        """The first three of some images (n, height, width, 1, 3 or 4) of numbers, of which [0, 1] is shown, as PNG."""
        pixels = (np.clip(images, 0.0, 1.0) * np.float32(255.5)).astype(np.uint8)
        parts = [str(pixels.shape[2]).encode(), str(pixels.shape[1]).encode(), *map(_png, pixels[:3])]
        summary = Summary()
        summary.value.add(
            tag=tag, metadata=image_metadata(display_name=None, description=None), tensor=make_tensor_proto(parts)
        )
        self._add(summary, step)

    def model(self, tag, json, step):
        """A model's graph, as the JSON that ``to_json`` gives."""
        metadata = SummaryMetadata(
            plugin_data=SummaryMetadata.PluginData(plugin_name="graph_keras_model", content=b"1")
        )
        summary = Summary()
        summary.value.add(tag=tag, metadata=metadata, tensor=make_tensor_proto(json))
        self._add(summary, step)

    def flush(self):
        self._writer.flush()

    def close(self):
        self._writer.close()


def _png(pixels):
    """The bytes of an image (height, width, 1, 3 or 4) as PNG."""
    data = io.BytesIO()
    Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels).save(data, "PNG")
    return data.getvalue()


def projector_config(metadata):
    """What TensorBoard's projector is to show, as text: an embedding for each entry, the path of its labels or None.

    The tensor goes by the name that it has in TensorFlow's checkpoints of a model that begins with an embedding.
    """
    config = ProjectorConfig()
    for path in metadata:
        embedding = config.embeddings.add()
        embedding.tensor_name = "layer_with_weights-0/embeddings/.ATTRIBUTES/VARIABLE_VALUE"
        if path is not None:
            embedding.metadata_path = path
    return text_format.MessageToString(config)
