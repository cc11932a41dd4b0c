"""The machine that answers."""


def cpu_features():
    """The names of the CPU's features, as Linux lists them; none where it does not say."""
    try:
        with open("/proc/cpuinfo") as f:
            return set(next((line for line in f if line.startswith("flags")), "").split())
    except OSError:
        return set()
