"""Names to organisations: a name resolves by a listed alias and by nothing else; ties between organisations are dated claims."""

from concerted.actors.names import unknown_names
from concerted.actors.register import Match, Register

__all__ = ["Match", "Register", "unknown_names"]
