"""Cases, the oracle that answers them, and the stored answers. Imports none of the other rooms."""
