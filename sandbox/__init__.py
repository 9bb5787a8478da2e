"""Strict, stateful stand-ins of accounting systems: real HTTP servers on the loopback interface."""
