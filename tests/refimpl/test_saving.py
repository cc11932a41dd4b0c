"""Models as files, beyond what the goldens of keras.saving ask: whole writing, sharing, skipping, old layouts."""

import os
import stat

import h5py
import numpy as np
import pytest

import refimpl as keras
from refimpl.saving.state import parts


def model(units=2):
    keras.utils.clear_session()
    return keras.Sequential([keras.Input((3,)), keras.layers.Dense(4), keras.layers.Dense(units)])


def equal(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


# -- whole or not at all


@keras.saving.register_keras_serializable("tests", "Breaks")
class Breaks(keras.layers.Layer):
    def call(self, x):
        return x

    def save_own_variables(self, store):
        store["0"] = np.zeros(3)
        raise RuntimeError("the disk, or a slip")


SAVES = {"model.keras": lambda m, path: m.save(path), "model.weights.h5": lambda m, path: m.save_weights(path)}


@pytest.mark.parametrize("name", SAVES)
def test_a_save_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"what was there")
    broken = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4), Breaks()])
    with pytest.raises(RuntimeError, match="slip"):
        SAVES[name](broken, path)
    assert path.read_bytes() == b"what was there" and os.listdir(tmp_path) == [name]


@pytest.mark.parametrize("name", SAVES)
def test_a_disk_that_is_full_leaves_the_old_file_and_nothing_else(tmp_path, name, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    path = tmp_path / name
    path.write_bytes(b"what was there")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        SAVES[name](model(), path)
    assert path.read_bytes() == b"what was there" and os.listdir(tmp_path) == [name]


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_a_file_has_the_permissions_that_any_new_file_has(tmp_path):
    (tmp_path / "new").touch()
    model().save(tmp_path / "model.keras")
    assert len({stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}) == 1


@pytest.mark.parametrize("name", SAVES)
@pytest.mark.parametrize(("answers", "written"), [(["n"], False), (["y"], True), (["perhaps", " Y "], True)])
def test_a_file_that_is_there_is_asked_about(tmp_path, monkeypatch, name, answers, written):
    path, left = tmp_path / name, list(answers)
    path.write_bytes(b"what was there")
    monkeypatch.setattr("builtins.input", lambda prompt: left.pop(0))
    (model().save if name.endswith(".keras") else model().save_weights)(path, overwrite=False)
    assert (path.read_bytes() != b"what was there") == written and not left


def test_where_nobody_can_answer_nothing_is_overwritten(tmp_path, monkeypatch):
    def nobody(prompt):
        raise EOFError

    path = tmp_path / "model.keras"
    path.write_bytes(b"what was there")
    monkeypatch.setattr("builtins.input", nobody)
    with pytest.raises(EOFError):
        model().save(path, overwrite=False)
    assert path.read_bytes() == b"what was there"


# -- what is loaded


def test_what_does_not_fit_is_left_with_a_warning(tmp_path):
    saved, other = model(2), model(3)
    saved.save_weights(tmp_path / "m.weights.h5")
    with pytest.raises(ValueError, match=r"layers/dense_1 .*\(4, 3\)"):
        other.load_weights(tmp_path / "m.weights.h5")
    before = other.layers[1].get_weights()
    with pytest.warns(UserWarning, match="layers/dense_1"):
        other.load_weights(tmp_path / "m.weights.h5", skip_mismatch=True)
    assert equal(other.layers[0].get_weights(), saved.layers[0].get_weights())
    assert equal(other.layers[1].get_weights(), before)


def test_objects_that_are_skipped(tmp_path):
    saved, other = model(), model()
    keras.saving.save_weights(saved, tmp_path / "m.weights.h5", objects_to_skip=[saved.layers[0]])
    with h5py.File(tmp_path / "m.weights.h5") as file:
        assert "layers/dense" not in file and "layers/dense_1" in file
    before = other.layers[0].get_weights()
    other.load_weights(tmp_path / "m.weights.h5", objects_to_skip=[other.layers[0]])
    assert equal(other.layers[0].get_weights(), before)
    assert equal(other.layers[1].get_weights(), saved.layers[1].get_weights())
    with pytest.raises(ValueError, match="objects_to_skip"):
        other.load_weights(tmp_path / "m.keras", objects_to_skip=[])


def test_weights_come_from_an_archive_too(tmp_path):
    saved, other = model(), model()
    saved.save(tmp_path / "m.keras")
    other.load_weights(tmp_path / "m.keras")
    assert equal(other.get_weights(), saved.get_weights())


def test_a_layer_in_two_models_within_is_one_again(tmp_path):
    shared = keras.layers.Dense(3, name="shared")
    left = keras.Sequential([keras.Input((3,)), shared, keras.layers.ReLU()], name="left")
    right = keras.Sequential([keras.Input((3,)), shared, keras.layers.Dense(3)], name="right")
    x = keras.Input((3,))
    keras.Model(x, keras.layers.Add()([left(x), right(x)])).save(tmp_path / "m.keras")
    loaded = keras.saving.load_model(tmp_path / "m.keras")
    assert loaded.get_layer("left").layers[0] is loaded.get_layer("right").layers[0]
    assert len(loaded.weights) == 4


def test_a_custom_class_comes_by_name(tmp_path):
    class Twice(keras.layers.Layer):
        def call(self, x):
            return x * 2

    keras.Sequential([keras.Input((3,)), Twice()]).save(tmp_path / "m.keras")
    with pytest.raises(TypeError, match="Twice"):
        keras.saving.load_model(tmp_path / "m.keras")
    loaded = keras.saving.load_model(tmp_path / "m.keras", custom_objects={"Twice": Twice})
    assert loaded.predict(np.ones((1, 3)), verbose=0).tolist() == [[2, 2, 2]]
    with keras.saving.custom_object_scope({"Twice": Twice}):
        assert keras.models.load_model(str(tmp_path / "m.keras")).built


def own_loss(y_true, y_pred):
    return keras.ops.mean(keras.ops.abs(y_true - y_pred), axis=-1)


def test_a_custom_loss_is_looked_for_in_custom_objects(tmp_path):
    saved = model(1)
    saved.compile("sgd", own_loss)
    saved.save(tmp_path / "m.keras")
    with pytest.raises(ValueError, match="own_loss"):
        keras.saving.load_model(tmp_path / "m.keras")
    loaded = keras.saving.load_model(tmp_path / "m.keras", custom_objects={"own_loss": own_loss})
    x, y = np.ones((2, 3), np.float32), np.ones((2, 1), np.float32)
    assert loaded.evaluate(x, y, verbose=0) == saved.evaluate(x, y, verbose=0)
    assert not keras.saving.load_model(tmp_path / "m.keras", compile=False).compiled


def test_a_model_with_a_compile_of_its_own_is_not_compiled(tmp_path):
    @keras.saving.register_keras_serializable("tests", "Own")
    class Own(keras.Model):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.dense = keras.layers.Dense(1)

        def call(self, x):
            return self.dense(x)

        def compile(self, rate):
            super().compile(keras.optimizers.SGD(rate), "mse")

    saved = Own()
    saved.build((None, 3))
    saved.compile(0.5)
    saved.save(tmp_path / "m.keras")
    with pytest.warns(UserWarning, match="compile_from_config"):
        loaded = keras.saving.load_model(tmp_path / "m.keras")
    assert not loaded.compiled and equal(loaded.get_weights(), saved.get_weights())


def test_objects_that_know_each_other_are_visited_once(tmp_path):
    saved, other = model(), model()
    for made in (saved, other):
        for layer in made.layers:
            layer.around, layer.several = [layer, made.layers], {"layers": made.layers}
    saved.save_weights(tmp_path / "m.weights.h5")
    other.load_weights(tmp_path / "m.weights.h5")
    assert equal(other.get_weights(), saved.get_weights())


def test_a_property_that_raises_holds_no_state():
    class Odd(keras.layers.Layer):
        @property
        def later(self):
            raise RuntimeError("not yet")

    assert "later" not in dict(parts(Odd()))


def test_the_layout_of_keras_2_is_read(tmp_path):
    saved, other = model(), model()
    saved.save_weights(tmp_path / "m.weights.h5")
    with h5py.File(tmp_path / "m.weights.h5", "a") as file:
        file.move("layers", "_layer_checkpoint_dependencies")
    other.load_weights(tmp_path / "m.weights.h5")
    assert equal(other.get_weights(), saved.get_weights())


def test_a_layer_is_found_on_a_later_way_if_the_first_leads_nowhere(tmp_path):
    """So files of other versions can be read, which looked through the attributes in another order."""

    class Deep(keras.Model):
        def __init__(self):
            super().__init__()
            self.out = keras.layers.Dense(2)

        def call(self, x):
            return self.out(x)

    saved, other = Deep(), Deep()
    for made in (saved, other):
        made.build((None, 3))
    saved.save_weights(tmp_path / "m.weights.h5")
    with h5py.File(tmp_path / "m.weights.h5", "a") as file:
        file.move("layers/dense", "out")
    other.load_weights(tmp_path / "m.weights.h5")
    assert equal(other.get_weights(), saved.get_weights())


def test_an_optimizer_of_other_slots_begins_anew(tmp_path):
    x, y = np.ones((4, 3), np.float32), np.ones((4, 2), np.float32)
    saved, other = model(), model()
    saved.compile("adam", "mse")
    other.compile("sgd", "mse")
    for made in (saved, other):
        made.fit(x, y, verbose=0)
    saved.save_weights(tmp_path / "m.weights.h5")
    with pytest.warns(UserWarning, match="begins anew"):
        other.load_weights(tmp_path / "m.weights.h5")
    assert int(other.optimizer.iterations) == 1 and equal(other.get_weights(), saved.get_weights())


def test_bfloat16_comes_back_to_the_bit(tmp_path):
    keras.utils.clear_session()
    saved = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, dtype="bfloat16")])
    saved.save(tmp_path / "m.keras")
    loaded = keras.saving.load_model(tmp_path / "m.keras")
    assert [w.dtype.name for w in loaded.get_weights()] == ["bfloat16"] * 2
    assert equal(loaded.get_weights(), saved.get_weights())


@pytest.mark.parametrize("name", ["m.keras", "m"])
def test_a_folder_holds_the_same(tmp_path, name):
    saved = model()
    if name == "m":
        saved.save(tmp_path / name, zipped=False)
        assert sorted(os.listdir(tmp_path / name)) == ["config.json", "metadata.json", "model.weights.h5"]
    else:
        saved.save(tmp_path / name)
    assert equal(keras.saving.load_model(tmp_path / name).get_weights(), saved.get_weights())
