"""One source a module; the same verbs everywhere: get, check, shape, put, retire."""

import warnings

# Pandera imports PySpark where the extra is installed, which then remarks on pandas 3; no pandas frame is ever handed to Spark.
warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas", category=FutureWarning)
