"""What holds for every test."""

import moto.core  # noqa: F401 -- it hooks into botocore sessions made after it; the handlers make theirs at import
