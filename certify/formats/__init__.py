"""Reading networks: a model as users have it, to a ReluNetwork and the files it stands in."""

from certify.formats.model import read
from certify.formats.source import Source

__all__ = ["Source", "read"]
