"""Slips in what is written to files, and in what is read of them."""

from tests.mutants.mutation import Mutant

LOAD, WEIGHTS = "keras.saving.load_model", "keras.saving.load_weights"
SAVING = (
    Mutant(
        "files-number-every-layer",
        "the first layer of a class has a number in the path of its weights",
        "saving/state.py",
        'yield f"{name}_{count}" if count else name, item',
        'yield f"{name}_{count}", item',
        (LOAD, WEIGHTS),
    ),
    Mutant(
        "files-forget-the-optimizer",
        "the state of the optimizer is written and not read",
        "optimizers/optimizer.py",
        "        for i, v in enumerate(self.variables):\n            v.assign(store[str(i)])\n",
        "",
        (LOAD, WEIGHTS),
    ),
    Mutant(
        "slots-made-after-loading",
        "a loaded model has no slots yet into which their values could go",
        "training/compiling.py",
        "            self.optimizer.build(self.trainable_variables)\n",
        "            pass\n",
        (LOAD, WEIGHTS),
    ),
    Mutant(
        "files-without-moving-statistics",
        "only the weights that are trained are written and read",
        "layers/tracking.py",
        "        own = self._attributes(Variable)\n"
        "        return [v for v in own if v.learnable] + [v for v in own if not v.learnable]",
        "        own = self._attributes(Variable)\n        return [v for v in own if v.learnable]",
        (LOAD, WEIGHTS),
    ),
    Mutant(
        "dropout-never-drops",
        "a layer of a graph goes by what its call was given when the graph was drawn, not by whether the model trains",
        "graph.py",
        '            if training is not None and "training" in kwargs:\n',
        '            if training is None and "training" in kwargs:\n',
        (LOAD,),
    ),
    Mutant(
        "always-compiled",
        "a model is compiled though compile=False",
        "saving/model_files.py",
        "    if not compile:\n",
        "    if compile is None:\n",
        (LOAD,),
    ),
    Mutant(
        "mismatch-passes",
        "weights that do not fit are left out without an error",
        "saving/model_files.py",
        "    if complaint and not skip_mismatch:\n",
        "    if complaint and skip_mismatch is None:\n",
        (WEIGHTS,),
    ),
    Mutant(
        "objects-without-names",
        "a layer's name is not written beside its weights",
        "saving/store.py",
        '        group.attrs["name"] = name\n',
        "",
        (LOAD, WEIGHTS, "keras.saving.save_weights"),
    ),
    Mutant(
        "folders-may-be-called-archives",
        "zipped=False is taken for a name that ends in .keras",
        "saving/model_files.py",
        '    if zipped != path.endswith(".keras"):\n',
        '    if zipped and not path.endswith(".keras"):\n',
        ("keras.saving.save_model",),
    ),
)
