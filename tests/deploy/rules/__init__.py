"""Every rule."""

from . import api, functions, identity, network, roles  # noqa: F401
from . import routes, shape, sign_in, switches, table  # noqa: F401
from .rule import RULES  # noqa: F401
