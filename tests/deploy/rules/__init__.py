"""Every rule."""

from . import api, functions, identity, network, roles, routes, shape, sign_in, table  # noqa: F401
from .rule import RULES  # noqa: F401
