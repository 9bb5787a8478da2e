from . import interface
